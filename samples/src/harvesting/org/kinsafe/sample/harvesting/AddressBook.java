package org.kinsafe.sample.harvesting;

import android.content.ContentResolver;
import android.database.Cursor;
import android.net.Uri;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows the bulk read, twice: every phone number in the address book through the platform's constant, and every
 * entry on the SIM card through a literal URI. Neither query has a selection, and both are read to the last row.
 */
final class AddressBook {
  private AddressBook() {}

  static List<Person> readPhone(ContentResolver resolver) {
    List<Person> people = new ArrayList<>();
    String[] columns = {Phone.DISPLAY_NAME, Phone.NUMBER};
    Cursor cursor = resolver.query(Phone.CONTENT_URI, columns, null, null, null);
    if (cursor == null) {
      return people;
    }
    while (cursor.moveToNext()) {
      people.add(new Person(cursor.getString(0), cursor.getString(1)));
    }
    cursor.close();
    return people;
  }

  static List<Person> readSim(ContentResolver resolver) {
    List<Person> people = new ArrayList<>();
    Cursor cursor = resolver.query(Uri.parse("content://icc/adn"), null, null, null, null);
    if (cursor == null) {
      return people;
    }
    int name = cursor.getColumnIndex("name");
    int number = cursor.getColumnIndex("number");
    while (name >= 0 && number >= 0 && cursor.moveToNext()) {
      people.add(new Person(cursor.getString(name), cursor.getString(number)));
    }
    cursor.close();
    return people;
  }
}

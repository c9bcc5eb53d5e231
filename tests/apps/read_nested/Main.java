package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentResolver;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.provider.ContactsContract.Contacts;
import android.util.Log;

/** Contacts, and for each the numbers: the inner query is bound to one contact, the loop around it is not. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ContentResolver resolver = getContentResolver();
    Cursor people = resolver.query(Contacts.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (people.moveToNext()) {
      String id = people.getString(people.getColumnIndex(Contacts._ID));
      Cursor numbers = resolver.query(Phone.CONTENT_URI, null, Phone.CONTACT_ID + " = ?", new String[] {id}, null); // expect: data_read family=contacts cardinality=all reached=yes
      while (numbers.moveToNext()) {
        Log.i("book", numbers.getString(numbers.getColumnIndex(Phone.NUMBER)));
      }
      numbers.close();
    }
  }
}

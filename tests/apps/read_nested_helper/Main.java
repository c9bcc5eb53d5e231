package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.provider.ContactsContract.Contacts;
import android.util.Log;

/** As read_nested, with the inner query in a method of its own and the selection put together by hand. */
public final class Main extends Activity {
  @Override
  protected void onResume() {
    super.onResume();
    Cursor people = getContentResolver().query(Contacts.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=resume
    while (people.moveToNext()) {
      Log.i("book", number(people.getLong(people.getColumnIndex(Contacts._ID))));
    }
  }

  private String number(long id) {
    Cursor numbers = getContentResolver().query(Phone.CONTENT_URI, null, Phone.CONTACT_ID + " = " + id, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    return numbers.moveToFirst() ? numbers.getString(numbers.getColumnIndex(Phone.NUMBER)) : "";
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.provider.ContactsContract.Contacts;
import android.provider.ContactsContract.Data;
import android.util.Log;

/** Selections that every row, or every row with a number, meets. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    print(getContentResolver().query(Phone.CONTENT_URI, null, "1=1", null, null)); // expect: data_read family=contacts cardinality=all reached=yes
    print(getContentResolver().query(Contacts.CONTENT_URI, null, "has_phone_number=1", null, null)); // expect: data_read family=contacts cardinality=all reached=yes
    print(getContentResolver().query(Data.CONTENT_URI, null, "data1 IS NOT NULL", null, null)); // expect: data_read family=contacts cardinality=all reached=yes
  }

  private static void print(Cursor cursor) {
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

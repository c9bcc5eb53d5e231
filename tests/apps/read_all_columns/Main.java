package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.provider.ContactsContract.RawContacts;
import android.util.Log;

/** Every column of several tables, without the name of one in the code. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    dump(getContentResolver().query(RawContacts.CONTENT_URI, null, null, null, null)); // expect: data_read family=contacts cardinality=all reached=yes
    dump(getContentResolver().query(ContactsContract.Groups.CONTENT_URI, null, null, null, null)); // expect: data_read family=contacts cardinality=all reached=yes
    dump(getContentResolver().query(ContactsContract.Profile.CONTENT_URI, null, null, null, null)); // expect: data_read family=contacts reached=yes
  }

  private static void dump(Cursor cursor) {
    String[] names = cursor.getColumnNames();
    while (cursor.moveToNext()) {
      for (int i = 0; i < names.length; i++) {
        if (cursor.getType(i) == Cursor.FIELD_TYPE_STRING) Log.i(names[i], cursor.getString(i));
      }
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** The table is chosen by a number: any of the cases may be read. */
public final class Main extends Activity {
  private static String table(int kind) {
    switch (kind) {
      case 0:
        return "content://com.android.contacts/contacts";
      case 1:
        return "content://call_log/calls";
      default:
        return "content://sms";
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    for (int kind = 0; kind < 3; kind++) {
      Cursor cursor = getContentResolver().query(Uri.parse(table(kind)), null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes; data_read family=call_log cardinality=all reached=yes; data_read family=sms cardinality=all reached=yes
      while (cursor.moveToNext()) {
        Log.i("row", cursor.getString(0));
      }
    }
  }
}

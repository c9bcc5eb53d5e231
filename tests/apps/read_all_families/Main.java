package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** Contacts, calls and messages at start, as collectors of risk data do. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    print(getContentResolver().query(Phone.CONTENT_URI, null, null, null, null)); // expect: data_read family=contacts cardinality=all reached=yes when=start
    print(getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null)); // expect: data_read family=call_log cardinality=all reached=yes when=start
    print(getContentResolver().query(Uri.parse("content://sms/inbox"), null, null, null, null)); // expect: data_read family=sms cardinality=all reached=yes when=start
  }

  private static void print(Cursor cursor) {
    while (cursor.moveToNext()) {
      Log.i("row", cursor.getString(0));
    }
  }
}

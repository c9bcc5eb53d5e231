package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** Only where something goes wrong: in a handler, and in the last handler of all. */
public final class Main extends Activity implements Thread.UncaughtExceptionHandler {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Thread.setDefaultUncaughtExceptionHandler(this);
    try {
      setTitle(Integer.parseInt(getIntent().getStringExtra("title")));
    } catch (NumberFormatException wrong) {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  }

  @Override
  public void uncaughtException(Thread thread, Throwable wrong) {
    Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("calls", cursor.getString(0));
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.os.Handler;
import android.os.HandlerThread;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** Posted to the main thread, and later to a thread with a loop. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Handler().postDelayed(() -> {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }, 3000);
    HandlerThread thread = new HandlerThread("reader");
    thread.start();
    new Handler(thread.getLooper()).post(() -> {
      Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("calls", cursor.getString(0));
    });
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentResolver;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** A thread with a task, and a class that is a thread. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Thread(new Runnable() {
      @Override
      public void run() {
        Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
        while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
      }
    }).start();
    new Reader(getContentResolver()).start();
  }

  private static final class Reader extends Thread {
    private final ContentResolver resolver;

    Reader(ContentResolver resolver) {
      this.resolver = resolver;
    }

    @Override
    public void run() {
      Cursor cursor = resolver.query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("calls", cursor.getString(0));
    }
  }
}

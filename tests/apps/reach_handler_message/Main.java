package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.os.Handler;
import android.os.Message;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** A message starts it: to a class that is a handler, and to a handler's callback. */
public final class Main extends Activity {
  private final class Reader extends Handler {
    @Override
    public void handleMessage(Message message) {
      if (message.what != 1) return;
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  }

  private boolean take(Message message) {
    Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("calls", cursor.getString(0) + message.what);
    return true;
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Reader().sendEmptyMessage(1);
    Handler handler = new Handler(this::take);
    Message.obtain(handler, 2).sendToTarget();
  }
}

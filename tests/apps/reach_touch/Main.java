package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.KeyEvent;
import android.view.MotionEvent;
import android.view.View;

/** What the platform calls on a view: keys and touches. */
public final class Main extends Activity {
  private final class Pad extends View {
    Pad() {
      super(Main.this);
    }

    @Override
    public boolean onTouchEvent(MotionEvent event) {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
      return true;
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new Pad());
  }

  @Override
  public boolean onKeyDown(int code, KeyEvent event) {
    Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) Log.i("calls", cursor.getString(0));
    return super.onKeyDown(code, event);
  }
}

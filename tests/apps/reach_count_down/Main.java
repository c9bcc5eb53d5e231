package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.os.CountDownTimer;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** When a count-down ends. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new CountDownTimer(3000, 1000) {
      @Override
      public void onTick(long left) {
        setTitle("" + left);
      }

      @Override
      public void onFinish() {
        Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
        while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
      }
    }.start();
  }
}

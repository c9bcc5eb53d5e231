package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import java.util.Timer;
import java.util.TimerTask;

/** Again every hour. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Timer().schedule(new TimerTask() {
      @Override
      public void run() {
        Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
        while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
      }
    }, 0, 3600000);
  }
}

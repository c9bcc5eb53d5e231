package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** A thread is made and never started. */
public final class Main extends Activity {
  private Thread reader;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    reader = new Thread() {
      @Override
      public void run() {
        Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts reached=no
        while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
      }
    };
    setTitle(reader.getName());
  }
}

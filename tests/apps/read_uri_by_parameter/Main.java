package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** One method reads whatever table it is told to. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    print("call_log/calls");
    print("com.android.contacts/data");
  }

  private void print(String path) {
    Cursor cursor = getContentResolver().query(Uri.parse("content://" + path), null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes; data_read family=call_log cardinality=all reached=yes
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

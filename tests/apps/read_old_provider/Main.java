package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** The provider of Android 1, which later systems still answer for. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Cursor cursor = getContentResolver().query(Uri.parse("content://contacts/people"), null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** A literal in pieces that no search for the whole text finds. */
public final class Main extends Activity {
  private static final String SCHEME = "content://";
  private static String owner = "com.android.";

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    StringBuilder text = new StringBuilder(SCHEME).append(owner);
    text.append("cont").append("acts/").append("data/phones");
    Cursor cursor = getContentResolver().query(Uri.parse(text.toString()), null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** Texts changed by a key of several characters, decoded when they are used; the decoder stands in a class of its own. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Uri uri = Uri.parse(Words.plain("0f000f1a090115544340020101410000081d0e0708410201021b000d181c4e0a0d1b00411c070e00091c"));
    Cursor cursor = getContentResolver().query(uri, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

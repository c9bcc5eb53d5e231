package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** All texts of the app lie in one array of numbers; a text is where it starts and how long it is. */
public final class Main extends Activity {
  private static final int[] TABLE = {
    87, 86, 90, 91, 106, 118, 117, 123, 108, 117, 123, 65, 54, 54, 106, 118, 116, 53, 104, 117,
    107, 121, 118, 112, 107, 53, 106, 118, 117, 123, 104, 106, 123, 122, 54, 119, 111, 118, 117, 108,
    122, 117, 104, 116, 108
  };

  private static String text(int start, int length) {
    char[] characters = new char[length];
    for (int i = 0; i < length; i++) {
      characters[i] = (char) (TABLE[start + i] - 7);
    }
    return new String(characters);
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Uri uri = Uri.parse(text(4, 37));
    Cursor cursor = getContentResolver().query(uri, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

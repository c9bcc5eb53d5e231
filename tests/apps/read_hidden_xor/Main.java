package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** The URI's text is kept as bytes, each changed by a key. */
public final class Main extends Activity {
  private static final byte[] HIDDEN = {
    57, 53, 52, 46, 63, 52, 46, 96, 117, 117, 57, 53, 55, 116, 59, 52, 62, 40, 53, 51, 62, 116, 57, 53,
    52, 46, 59, 57, 46, 41, 117, 62, 59, 46, 59, 117, 42, 50, 53, 52, 63, 41
  };

  private static String decode(byte[] bytes, int key) {
    byte[] plain = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      plain[i] = (byte) (bytes[i] ^ key);
    }
    return new String(plain);
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Cursor cursor = getContentResolver().query(Uri.parse(decode(HIDDEN, 0x5a)), null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

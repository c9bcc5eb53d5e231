package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentResolver;
import android.os.Bundle;
import android.util.Log;

/** The names by which a class and its method are found are changed by a key. */
public final class Main extends Activity {
  private static String plain(String hidden) {
    char[] characters = hidden.toCharArray();
    for (int i = 0; i < characters.length; i++) {
      characters[i] ^= 3;
    }
    return new String(characters);
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      Class<?> type = Class.forName(plain("lqd-hjmpbef-bss-Allh"));
      type.getMethod(plain("qfbg"), ContentResolver.class).invoke(null, getContentResolver());
    } catch (ReflectiveOperationException wrong) {
      Log.i("book", "no");
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.util.Base64;
import android.util.Log;

/** The names in Base64. */
public final class Main extends Activity {
  private static String plain(String hidden) {
    return new String(Base64.decode(hidden.getBytes(), Base64.NO_WRAP));
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      Object book = getClassLoader().loadClass(plain("b3JnLmtpbnNhZmUuYXBwLkJvb2s=")).getConstructor().newInstance();
      book.getClass().getMethod(plain("cmVhZA=="), Context.class).invoke(book, this);
    } catch (ReflectiveOperationException wrong) {
      Log.i("book", "no");
    }
  }
}

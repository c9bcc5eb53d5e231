package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentResolver;
import android.os.Bundle;

/** A class is handed over and an object made of it. */
public final class Main extends Activity {
  private static <T extends Runnable> T make(Class<T> type) {
    try {
      return type.newInstance();
    } catch (ReflectiveOperationException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  static ContentResolver resolver;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    resolver = getContentResolver();
    make(Book.class).run();
  }
}

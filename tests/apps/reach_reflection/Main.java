package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentResolver;
import android.os.Bundle;
import android.util.Log;
import java.lang.reflect.Method;

/** A class and its method by their names. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      Class<?> type = Class.forName("org.kinsafe.app.Book");
      Method read = type.getDeclaredMethod("read", ContentResolver.class);
      read.invoke(type.newInstance(), getContentResolver());
    } catch (ReflectiveOperationException wrong) {
      Log.i("book", "no");
    }
  }
}

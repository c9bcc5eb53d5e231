package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentResolver;
import android.os.Bundle;

/** Naming a class is enough to run its initialiser. */
public final class Main extends Activity {
  static ContentResolver resolver;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    resolver = getContentResolver();
    setTitle(Book.first());
  }
}

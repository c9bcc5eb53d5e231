package org.kinsafe.app;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.util.Log;

/** The names in a table of numbers. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      Runnable book = (Runnable) Class.forName(Names.get(0)).getConstructor(Context.class).newInstance(this);
      book.run();
    } catch (ReflectiveOperationException wrong) {
      Log.i("book", "no");
    }
  }
}

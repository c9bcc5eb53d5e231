package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import android.util.Log;

/** A method that is called by its name gives the object that is run. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      Task task = (Task) Class.forName("org.kinsafe.app.Tasks").getMethod("make", Activity.class).invoke(null, this);
      task.go();
    } catch (ReflectiveOperationException problem) {
      Log.e("book", "none", problem);
    }
  }
}

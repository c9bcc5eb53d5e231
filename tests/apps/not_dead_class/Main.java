package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;

/** A listener that nothing registers, a thread that nothing starts, and a request that only they make. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new EditText(this));
  }
}

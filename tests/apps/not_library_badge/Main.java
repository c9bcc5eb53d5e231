package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;

// expect-none: data_read family=contacts cardinality=all reached=yes
/** A library's badge of a contact: linked, made by nobody. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new EditText(this));
  }
}

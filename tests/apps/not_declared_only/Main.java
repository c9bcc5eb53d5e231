package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;

// expect-none: data_read family=contacts
// expect-none: permission_request
/** Declared, and nothing in the code: over-declaration and no more. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new EditText(this));
  }
}

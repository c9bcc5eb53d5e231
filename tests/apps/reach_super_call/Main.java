package org.kinsafe.app;

import android.os.Bundle;
import android.widget.EditText;

/** The base class does it, before or after what the screen itself does. */
public final class Main extends Base {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new EditText(this));
  }

  @Override
  protected void prepare() {
    setTitle("form");
    super.prepare();
  }
}

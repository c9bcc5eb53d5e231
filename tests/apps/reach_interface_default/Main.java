package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;

/** The body stands in an interface, which the compiler moves to a class of its own. */
public final class Main extends Activity implements Reads {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    read(this);
  }
}

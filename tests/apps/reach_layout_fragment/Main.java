package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;

/** The layout names a fragment. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.main);
  }
}

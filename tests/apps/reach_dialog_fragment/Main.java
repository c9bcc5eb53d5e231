package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;

/** A button of a dialog that a fragment makes. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Ask().show(getFragmentManager(), "ask");
  }
}

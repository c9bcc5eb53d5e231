package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/** A service started by its class. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startService(new Intent(this, Upload.class));
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/** A number in the intent says what the service does. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startService(new Intent().setClass(this, Upload.class).putExtra("what", 2));
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/** The next screen by an action that only this app's filter has. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startActivity(new Intent("org.kinsafe.app.action.FORM"));
  }
}

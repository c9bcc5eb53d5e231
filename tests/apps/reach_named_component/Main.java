package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/** The next screen by the text of its class's name. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Intent intent = new Intent();
    intent.setClassName(getPackageName(), "org.kinsafe.app.Form");
    startActivity(intent);
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.widget.EditText;

/** The screen closes where a permission is missing, and never asks for it. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    if (checkSelfPermission(Manifest.permission.READ_CONTACTS) == PackageManager.PERMISSION_GRANTED) { // expect: denial permission=READ_CONTACTS outcome=exits must=yes when=start
      setContentView(new EditText(this));
    } else {
      finish();
    }
  }
}

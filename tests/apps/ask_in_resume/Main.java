package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;

/** Each time the screen comes back, and a dialog of the system brings it back: there is no way to stop it. */
public final class Main extends Activity {
  @Override
  protected void onResume() {
    super.onResume();
    if (checkSelfPermission(Manifest.permission.READ_CONTACTS) != PackageManager.PERMISSION_GRANTED) {
      requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=resume reached=yes again=yes; denial permission=READ_CONTACTS outcome=asks_again
    }
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;

/** Asked together, and only the no to contacts ends the app. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS, Manifest.permission.CAMERA}, 1); // expect: permission_request permissions=READ_CONTACTS,CAMERA when=start; denial permission=READ_CONTACTS outcome=exits; denial permission=CAMERA outcome=stays
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    for (int i = 0; i < permissions.length; i++) {
      if (permissions[i].equals(Manifest.permission.READ_CONTACTS) && results[i] != PackageManager.PERMISSION_GRANTED) {
        finish();
      }
    }
  }
}

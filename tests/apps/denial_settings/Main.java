package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.net.Uri;
import android.os.Bundle;

/** A no opens the system's settings. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=sends_to_settings must=yes when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_GRANTED) return;
    Intent settings = new Intent("android.settings.APPLICATION_DETAILS_SETTINGS");
    settings.setData(Uri.fromParts("package", getPackageName(), null));
    startActivity(settings);
  }
}

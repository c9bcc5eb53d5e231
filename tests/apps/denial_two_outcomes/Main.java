package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.widget.ListView;
import android.widget.Toast;

/** A first no is accepted, a no for ever ends the app. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=stays must=no; denial permission=READ_CONTACTS outcome=exits must=no
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_GRANTED) setContentView(new ListView(this));
    else if (shouldShowRequestPermissionRationale(permissions[0])) Toast.makeText(this, "as you like", Toast.LENGTH_SHORT).show();
    else System.exit(0);
  }
}

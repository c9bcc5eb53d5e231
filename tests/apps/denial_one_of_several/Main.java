package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.widget.EditText;

/** Asked together: the no to any of them ends the app, so contacts are forced too. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS, Manifest.permission.CAMERA}, 1); // expect: permission_request permissions=READ_CONTACTS,CAMERA when=start; denial permission=READ_CONTACTS outcome=exits must=yes bundle=yes; denial permission=CAMERA outcome=exits must=yes bundle=yes
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    boolean all = true;
    for (int result : results) {
      if (result != PackageManager.PERMISSION_GRANTED) all = false;
    }
    if (all) setContentView(new EditText(this));
    else finish();
  }
}

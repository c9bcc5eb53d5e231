package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.widget.Toast;

/** Three kinds of data in one breath. */
public final class Main extends Activity {
  private static final String[] ALL = {Manifest.permission.READ_CONTACTS, Manifest.permission.READ_SMS, Manifest.permission.READ_CALL_LOG};

  @Override
  protected void onStart() {
    super.onStart();
    requestPermissions(ALL, 1); // expect: permission_request permissions=READ_CONTACTS,READ_SMS,READ_CALL_LOG when=start reached=yes; denial permission=READ_CONTACTS bundle=yes; denial permission=READ_SMS bundle=yes; denial permission=READ_CALL_LOG bundle=yes
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    Toast.makeText(this, "thank you", Toast.LENGTH_SHORT).show();
  }
}

package org.kinsafe.app;

import android.content.pm.PackageManager;
import androidx.core.app.ActivityCompat;

/** As the library's compiler writes it. */
final class MainPermissionsDispatcher {
  private static final int REQUEST_READ = 0;
  private static final String[] PERMISSION_READ = new String[] {"android.permission.READ_CONTACTS"};

  private MainPermissionsDispatcher() {}

  static void readWithPermissionCheck(Main target) {
    if (target.checkSelfPermission(PERMISSION_READ[0]) == PackageManager.PERMISSION_GRANTED) {
      target.read();
    } else {
      ActivityCompat.requestPermissions(target, PERMISSION_READ, REQUEST_READ); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
    }
  }

  static void onRequestPermissionsResult(Main target, int request, int[] results) {
    switch (request) {
      case REQUEST_READ:
        if (results.length > 0 && results[0] == PackageManager.PERMISSION_GRANTED) {
          target.read();
        } else {
          target.onReadDenied();
        }
        break;
      default:
        break;
    }
  }
}

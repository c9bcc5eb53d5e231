package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import java.util.List;
import pub.devrel.easypermissions.AfterPermissionGranted;
import pub.devrel.easypermissions.EasyPermissions;

/** EasyPermissions: a method by annotation after a yes, a callback after a no. */
public final class Main extends Activity implements EasyPermissions.PermissionCallbacks {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    open();
  }

  @AfterPermissionGranted(8)
  public void open() {
    if (EasyPermissions.hasPermissions(this, Manifest.permission.READ_CONTACTS)) {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    } else {
      EasyPermissions.requestPermissions(this, "We need your contacts", 8, Manifest.permission.READ_CONTACTS); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
    }
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    EasyPermissions.onRequestPermissionsResult(request, permissions, results, this);
  }

  @Override
  public void onPermissionsGranted(int request, List<String> permissions) {}

  @Override
  public void onPermissionsDenied(int request, List<String> permissions) {
    finish();
  }
}

package com.karumi.dexter;

import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;

/** Invisible: asks in the app's place and leaves. */
public final class DexterActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Dexter.permission}, 42);
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    finish();
    if (results[0] == PackageManager.PERMISSION_GRANTED) Dexter.listener.onPermissionGranted(permissions[0]);
    else Dexter.listener.onPermissionDenied(permissions[0], !shouldShowRequestPermissionRationale(permissions[0]));
  }
}

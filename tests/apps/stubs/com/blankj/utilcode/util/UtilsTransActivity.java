package com.blankj.utilcode.util;

import android.app.Activity;
import android.os.Bundle;

/** Invisible: asks in the app's place and leaves. */
public final class UtilsTransActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(PermissionUtils.current.permissions, 1);
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    finish();
    PermissionUtils.current.finish();
  }
}

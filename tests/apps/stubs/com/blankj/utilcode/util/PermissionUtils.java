package com.blankj.utilcode.util;

import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.os.Process;

public final class PermissionUtils {
  public interface SimpleCallback {
    void onGranted();

    void onDenied();
  }

  static PermissionUtils current;
  final String[] permissions;
  private final Context context;
  private SimpleCallback callback;

  private PermissionUtils(Context context, String[] permissions) {
    this.context = context;
    this.permissions = permissions;
  }

  public static PermissionUtils permission(Context context, String... permissions) {
    return new PermissionUtils(context, permissions);
  }

  public PermissionUtils callback(SimpleCallback listener) {
    callback = listener;
    return this;
  }

  public void request() {
    current = this;
    context.startActivity(new Intent(context, UtilsTransActivity.class));
  }

  void finish() {
    for (String permission : permissions) {
      if (context.checkPermission(permission, Process.myPid(), Process.myUid()) != PackageManager.PERMISSION_GRANTED) {
        callback.onDenied();
        return;
      }
    }
    callback.onGranted();
  }
}

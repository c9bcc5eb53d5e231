package com.baseflow.permissionhandler;

import android.Manifest;
import android.app.Activity;
import io.flutter.plugin.common.MethodChannel;

public final class PermissionHandlerPlugin implements MethodChannel.MethodCallHandler {
  private final Activity activity;

  public PermissionHandlerPlugin(Activity activity) {
    this.activity = activity;
  }

  @Override
  public void onMethodCall(String method, Object arguments) {
    if (!method.endsWith("requestPermissions")) return;
    String name = name((Integer) arguments);
    if (name != null) activity.requestPermissions(new String[] {name}, 24); // expect: permission_request permissions=READ_CONTACTS,CAMERA reached=yes
  }

  private static String name(int group) {
    switch (group) {
      case 1:
        return Manifest.permission.CAMERA;
      case 2:
        return Manifest.permission.READ_CONTACTS;
      default:
        return null;
    }
  }
}

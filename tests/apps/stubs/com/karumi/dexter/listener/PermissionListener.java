package com.karumi.dexter.listener;

public interface PermissionListener {
  void onPermissionGranted(String permission);

  void onPermissionDenied(String permission, boolean forever);
}

package com.tbruyelle.rxpermissions2;

public final class Permission {
  public final String name;
  public final boolean granted;
  public final boolean shouldShowRequestPermissionRationale;

  Permission(String name, boolean granted, boolean rationale) {
    this.name = name;
    this.granted = granted;
    this.shouldShowRequestPermissionRationale = rationale;
  }
}

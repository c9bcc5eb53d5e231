package com.karumi.dexter;

import android.app.Activity;
import android.content.Intent;
import com.karumi.dexter.listener.PermissionListener;

public final class Dexter {
  static String permission;
  static PermissionListener listener;
  private final Activity activity;

  private Dexter(Activity activity) {
    this.activity = activity;
  }

  public static Dexter withActivity(Activity activity) {
    return new Dexter(activity);
  }

  public Dexter withPermission(String name) {
    permission = name;
    return this;
  }

  public Dexter withListener(PermissionListener callback) {
    listener = callback;
    return this;
  }

  public void check() {
    activity.startActivity(new Intent(activity, DexterActivity.class));
  }
}

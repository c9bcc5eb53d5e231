package com.hjq.permissions;

import android.app.Activity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

public final class XXPermissions {
  private final Activity activity;
  private final List<String> permissions = new ArrayList<>();
  private boolean isConstant;

  private XXPermissions(Activity activity) {
    this.activity = activity;
  }

  public static XXPermissions with(Activity activity) {
    return new XXPermissions(activity);
  }

  /** Asks again, and again, until there is a yes. */
  public XXPermissions constantRequest() {
    isConstant = true;
    return this;
  }

  public XXPermissions permission(String... names) {
    permissions.addAll(Arrays.asList(names));
    return this;
  }

  public void request(OnPermission callback) {
    PermissionFragment fragment = new PermissionFragment();
    fragment.start(activity, permissions, isConstant, callback);
  }
}

package com.hjq.permissions;

import android.app.Activity;
import android.app.Fragment;
import android.content.pm.PackageManager;
import android.os.Bundle;
import java.util.ArrayList;
import java.util.List;

public class PermissionFragment extends Fragment {
  private List<String> permissions;
  private boolean isConstant;
  private OnPermission callback;

  void start(Activity activity, List<String> names, boolean constant, OnPermission listener) {
    permissions = names;
    isConstant = constant;
    callback = listener;
    activity.getFragmentManager().beginTransaction().add(this, "permissions").commit();
  }

  @Override
  public void onActivityCreated(Bundle state) {
    super.onActivityCreated(state);
    requestPermissions(permissions.toArray(new String[0]), 7);
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] names, int[] results) {
    List<String> granted = new ArrayList<>(), denied = new ArrayList<>();
    for (int i = 0; i < names.length; i++) (results[i] == PackageManager.PERMISSION_GRANTED ? granted : denied).add(names[i]);
    if (denied.isEmpty()) {
      callback.hasPermission(granted, true);
    } else if (isConstant && shouldShowRequestPermissionRationale(denied.get(0))) {
      requestPermissions(permissions.toArray(new String[0]), 7);
    } else {
      callback.noPermission(denied, true);
    }
  }
}

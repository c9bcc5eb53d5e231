package com.yanzhenjie.permission;

import android.app.Activity;
import android.app.Fragment;
import android.content.pm.PackageManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

public final class AndPermission {
  private AndPermission() {}

  public static Request with(Activity activity) {
    return new Request(activity);
  }

  public static final class Request {
    private final Activity activity;
    private String[] permissions;
    private Action<List<String>> granted, denied;

    Request(Activity activity) {
      this.activity = activity;
    }

    public Request permission(String... names) {
      permissions = names;
      return this;
    }

    public Request onGranted(Action<List<String>> action) {
      granted = action;
      return this;
    }

    public Request onDenied(Action<List<String>> action) {
      denied = action;
      return this;
    }

    public void start() {
      BridgeFragment.ask(activity, permissions, granted, denied);
    }
  }

  public static final class BridgeFragment extends Fragment {
    private String[] permissions;
    private Action<List<String>> granted, denied;

    static void ask(Activity activity, String[] permissions, Action<List<String>> granted, Action<List<String>> denied) {
      BridgeFragment fragment = new BridgeFragment();
      fragment.permissions = permissions;
      fragment.granted = granted;
      fragment.denied = denied;
      activity.getFragmentManager().beginTransaction().add(fragment, "bridge").commit();
    }

    @Override
    public void onAttach(Activity activity) {
      super.onAttach(activity);
      requestPermissions(permissions, 9);
    }

    @Override
    public void onRequestPermissionsResult(int request, String[] names, int[] results) {
      List<String> refused = new ArrayList<>();
      for (int i = 0; i < names.length; i++) if (results[i] != PackageManager.PERMISSION_GRANTED) refused.add(names[i]);
      if (refused.isEmpty()) granted.onAction(Arrays.asList(names));
      else denied.onAction(refused);
    }
  }
}

package androidx.core.app;

import android.app.Activity;
import android.os.Build;

public final class ActivityCompat {
  private ActivityCompat() {}

  public interface OnRequestPermissionsResultCallback {
    void onRequestPermissionsResult(int request, String[] permissions, int[] results);
  }

  public static void requestPermissions(Activity activity, String[] permissions, int request) {
    if (Build.VERSION.SDK_INT >= 23) {
      activity.requestPermissions(permissions, request);
    } else if (activity instanceof OnRequestPermissionsResultCallback) {
      int[] results = new int[permissions.length];
      ((OnRequestPermissionsResultCallback) activity).onRequestPermissionsResult(request, permissions, results);
    }
  }

  public static boolean shouldShowRequestPermissionRationale(Activity activity, String permission) {
    return Build.VERSION.SDK_INT >= 23 && activity.shouldShowRequestPermissionRationale(permission);
  }
}

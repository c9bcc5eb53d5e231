package pub.devrel.easypermissions;

import android.app.Activity;
import android.content.Context;
import android.content.pm.PackageManager;
import android.util.Log;
import androidx.core.app.ActivityCompat;
import androidx.core.content.ContextCompat;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

public final class EasyPermissions {
  private EasyPermissions() {}

  public interface PermissionCallbacks {
    void onPermissionsGranted(int request, List<String> permissions);

    void onPermissionsDenied(int request, List<String> permissions);
  }

  public static boolean hasPermissions(Context context, String... permissions) {
    for (String permission : permissions) {
      if (ContextCompat.checkSelfPermission(context, permission) != PackageManager.PERMISSION_GRANTED) return false;
    }
    return true;
  }

  public static void requestPermissions(Activity host, String rationale, int request, String... permissions) {
    ActivityCompat.requestPermissions(host, permissions, request);
  }

  public static boolean somePermissionPermanentlyDenied(Activity host, List<String> denied) {
    for (String permission : denied) {
      if (!ActivityCompat.shouldShowRequestPermissionRationale(host, permission)) return true;
    }
    return false;
  }

  public static void onRequestPermissionsResult(int request, String[] permissions, int[] results, Object... receivers) {
    List<String> granted = new ArrayList<>(), denied = new ArrayList<>();
    for (int i = 0; i < permissions.length; i++) (results[i] == PackageManager.PERMISSION_GRANTED ? granted : denied).add(permissions[i]);
    for (Object receiver : receivers) {
      if (receiver instanceof PermissionCallbacks) {
        if (!granted.isEmpty()) ((PermissionCallbacks) receiver).onPermissionsGranted(request, granted);
        if (!denied.isEmpty()) ((PermissionCallbacks) receiver).onPermissionsDenied(request, denied);
      }
      if (denied.isEmpty()) runAnnotated(receiver, request);
    }
  }

  private static void runAnnotated(Object receiver, int request) {
    for (Method method : receiver.getClass().getDeclaredMethods()) {
      AfterPermissionGranted wanted = method.getAnnotation(AfterPermissionGranted.class);
      if (wanted == null || wanted.value() != request) continue;
      try {
        method.setAccessible(true);
        method.invoke(receiver);
      } catch (ReflectiveOperationException wrong) {
        Log.e("EasyPermissions", "cannot run", wrong);
      }
    }
  }
}

package androidx.activity.result.contract;

import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.net.Uri;
import java.util.HashMap;
import java.util.Map;

public final class ActivityResultContracts {
  private ActivityResultContracts() {}

  public static final class RequestMultiplePermissions extends ActivityResultContract<String[], Map<String, Boolean>> {
    public static final String ACTION = "androidx.activity.result.contract.action.REQUEST_PERMISSIONS";
    public static final String EXTRA = "androidx.activity.result.contract.extra.PERMISSIONS";
    public static final String EXTRA_RESULTS = "androidx.activity.result.contract.extra.PERMISSION_GRANT_RESULTS";

    @Override
    public Intent createIntent(Context context, String[] input) {
      return new Intent(ACTION).putExtra(EXTRA, input);
    }

    @Override
    public Map<String, Boolean> parseResult(int result, Intent data) {
      Map<String, Boolean> granted = new HashMap<>();
      String[] permissions = data.getStringArrayExtra(EXTRA);
      int[] results = data.getIntArrayExtra(EXTRA_RESULTS);
      for (int i = 0; i < permissions.length; i++) granted.put(permissions[i], results[i] == PackageManager.PERMISSION_GRANTED);
      return granted;
    }
  }

  public static final class RequestPermission extends ActivityResultContract<String, Boolean> {
    @Override
    public Intent createIntent(Context context, String input) {
      return new Intent(RequestMultiplePermissions.ACTION).putExtra(RequestMultiplePermissions.EXTRA, new String[] {input});
    }

    @Override
    public Boolean parseResult(int result, Intent data) {
      int[] results = data.getIntArrayExtra(RequestMultiplePermissions.EXTRA_RESULTS);
      return results.length > 0 && results[0] == PackageManager.PERMISSION_GRANTED;
    }
  }

  public static final class PickContact extends ActivityResultContract<Void, Uri> {
    @Override
    public Intent createIntent(Context context, Void input) {
      return new Intent(Intent.ACTION_PICK).setType("vnd.android.cursor.dir/contact");
    }

    @Override
    public Uri parseResult(int result, Intent data) {
      return data == null ? null : data.getData();
    }
  }
}

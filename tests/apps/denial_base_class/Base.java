package org.kinsafe.app;

import android.app.Activity;
import android.content.pm.PackageManager;

public abstract class Base extends Activity {
  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    super.onRequestPermissionsResult(request, permissions, results);
    for (int i = 0; i < permissions.length; i++) {
      if (results[i] == PackageManager.PERMISSION_DENIED) {
        onRefused();
        return;
      }
    }
    onAccepted();
  }

  protected void onAccepted() {}

  protected abstract void onRefused();
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.pm.PackageManager;

public abstract class Base extends Activity {
  protected void ask(String[] names) {
    requestPermissions(names, 1);
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    boolean all = results.length > 0;
    for (int result : results) all &= result == PackageManager.PERMISSION_GRANTED;
    onAnswer(all);
  }

  protected abstract void onAnswer(boolean granted);
}

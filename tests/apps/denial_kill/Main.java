package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.os.Process;
import android.util.Log;
import android.widget.EditText;

/** A no kills the process, by a method two calls away. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=exits must=yes when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    for (int result : results) {
      if (result != PackageManager.PERMISSION_GRANTED) {
        refuse();
        return;
      }
    }
    setContentView(new EditText(this));
  }

  private void refuse() {
    Log.i("answer", "no");
    leave();
  }

  private static void leave() {
    Process.killProcess(Process.myPid());
  }
}

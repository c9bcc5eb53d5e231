package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.os.Process;
import android.view.MenuItem;
import android.widget.Button;

// expect-none: denial permission=READ_CONTACTS outcome=exits
/** The app ends in many places: two presses of back, log-out, an update, a rooted telephone. None hangs on the permission. */
public final class Main extends Activity {
  private long pressed;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    if (new java.io.File("/system/xbin/su").exists()) System.exit(0);
    Button out = new Button(this);
    out.setOnClickListener(view -> finishAffinity());
    setContentView(out);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=continues
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    setTitle(results[0] == PackageManager.PERMISSION_GRANTED ? "with contacts" : "without contacts");
  }

  @Override
  public void onBackPressed() {
    if (System.currentTimeMillis() - pressed < 2000) {
      finish();
      System.exit(0);
    }
    pressed = System.currentTimeMillis();
  }

  @Override
  public boolean onOptionsItemSelected(MenuItem item) {
    Process.killProcess(Process.myPid());
    return true;
  }
}

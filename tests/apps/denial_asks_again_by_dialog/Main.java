package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.app.AlertDialog;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.widget.EditText;

/** A dialog with one button, which asks again: no choice to stop. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ask();
  }

  private void ask() {
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; permission_request permissions=READ_CONTACTS when=feature; denial permission=READ_CONTACTS outcome=asks_again must=yes when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_GRANTED) {
      setContentView(new EditText(this));
    } else {
      new AlertDialog.Builder(this).setMessage("Please").setCancelable(false).setPositiveButton("OK", (dialog, which) -> ask()).show();
    }
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.app.AlertDialog;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.provider.Settings;
import android.widget.EditText;

// expect-none: denial permission=READ_CONTACTS outcome=blocks
// expect-none: denial permission=READ_CONTACTS outcome=exits
/** A dialog that explains, cannot be dismissed by a tap beside it, and goes away by its cancel. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new EditText(this));
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=stays
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_GRANTED) return;
    AlertDialog.Builder builder = new AlertDialog.Builder(this).setMessage("Contacts help you fill in the form").setCancelable(false);
    builder.setPositiveButton("Settings", (dialog, which) -> startActivity(new Intent(Settings.ACTION_SETTINGS)));
    builder.setNegativeButton("Not now", (dialog, which) -> dialog.dismiss());
    builder.show();
  }
}

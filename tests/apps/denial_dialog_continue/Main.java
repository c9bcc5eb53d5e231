package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.app.AlertDialog;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.provider.Settings;

/** A dialog that cannot be dismissed but has a third way: without contacts. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=offers_alternative when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_GRANTED) {
      open();
      return;
    }
    AlertDialog.Builder builder = new AlertDialog.Builder(this).setMessage("Contacts help you fill in the form").setCancelable(false);
    builder.setPositiveButton("Settings", (dialog, which) -> startActivity(new Intent(Settings.ACTION_SETTINGS)));
    builder.setNegativeButton("Quit", (dialog, which) -> finish());
    builder.setNeutralButton("Continue without", (dialog, which) -> open());
    builder.show();
  }

  private void open() {
    startActivity(new Intent(this, Form.class));
  }
}

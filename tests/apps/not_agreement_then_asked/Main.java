package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.app.AlertDialog;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.widget.ListView;
import android.widget.Toast;

// expect-none: denial permission=READ_CONTACTS outcome=exits
/** The no to the agreement ends the app; the no to contacts, asked after a yes to the agreement, does not. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    AlertDialog.Builder builder = new AlertDialog.Builder(this).setMessage("Privacy policy").setCancelable(false);
    builder.setPositiveButton("Agree", (dialog, which) -> ask()).setNegativeButton("Disagree", (dialog, which) -> finish());
    builder.show();
  }

  private void ask() {
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS reached=yes; denial permission=READ_CONTACTS outcome=stays
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] != PackageManager.PERMISSION_GRANTED) Toast.makeText(this, "as you like", Toast.LENGTH_SHORT).show();
    else setContentView(new ListView(this));
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.app.AlertDialog;
import android.content.DialogInterface;
import android.content.pm.PackageManager;
import android.os.Bundle;

/** A dialog with one button, which leaves. */
public final class Main extends Activity implements DialogInterface.OnClickListener {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=blocks must=yes when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_DENIED) {
      AlertDialog dialog = new AlertDialog.Builder(this).setMessage("No contacts, no loan").setPositiveButton("OK", this).create();
      dialog.setCancelable(false);
      dialog.setCanceledOnTouchOutside(false);
      dialog.show();
    }
  }

  @Override
  public void onClick(DialogInterface dialog, int which) {
    finishAffinity();
  }
}

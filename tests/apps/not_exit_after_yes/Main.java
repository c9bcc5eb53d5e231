package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.net.Uri;
import android.os.Bundle;

// expect-none: denial permission=READ_CONTACTS outcome=exits
/** It is the yes that closes this screen, behind the next one; the no stays. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=stays
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_GRANTED) {
      startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://h5.example.com/")));
      finish();
    }
  }
}

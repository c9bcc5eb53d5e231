package org.kinsafe.sample.exiting;

import android.Manifest;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.widget.Toast;
import org.kinsafe.sample.common.R;
import org.kinsafe.sample.common.SplashActivity;

/**
 * Shows coercion and nothing else: asks for the address book before the privacy notice is seen, and ends the process when
 * the user refuses. What comes after would work without.
 */
public final class StartActivity extends SplashActivity {
  private static final int ASK_CONTACTS = 1;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    if (checkSelfPermission(Manifest.permission.READ_CONTACTS) != PackageManager.PERMISSION_GRANTED) {
      requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, ASK_CONTACTS);
    }
  }

  @Override
  public void onRequestPermissionsResult(int requestCode, String[] permissions, int[] grantResults) {
    if (requestCode == ASK_CONTACTS && (grantResults.length == 0 || grantResults[0] != PackageManager.PERMISSION_GRANTED)) {
      Toast.makeText(this, R.string.permission_refused, Toast.LENGTH_LONG).show();
      finish();
      System.exit(0);
    }
  }

  @Override
  protected void onConsent() {
    startActivity(new Intent(this, LoanActivity.class));
    finish();
  }
}

package org.kinsafe.sample.compliant;

import android.content.Intent;
import org.kinsafe.sample.common.SplashActivity;

/** Shows the plain way in: after the privacy notice the form opens. No permission is asked, now or later. */
public final class StartActivity extends SplashActivity {
  @Override
  protected void onConsent() {
    startActivity(new Intent(this, LoanActivity.class));
    finish();
  }
}

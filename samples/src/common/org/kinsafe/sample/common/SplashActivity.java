package org.kinsafe.sample.common;

import android.app.Activity;
import android.content.Intent;
import android.content.SharedPreferences;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;

/**
 * The first screen: shows the name of the app for a moment, then asks for consent to the privacy notice, once.
 * Each build says in {@link #onConsent()} what comes next. Refusing the notice ends the app, which is lawful and has
 * nothing to do with any permission.
 */
public abstract class SplashActivity extends Activity {
  private static final int ASK_CONSENT = 100;
  private static final String CONSENT_GIVEN = "consent_given";

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.splash);
    new Handler(Looper.getMainLooper()).postDelayed(() -> askConsent(), 800);
  }

  protected abstract void onConsent();

  private void askConsent() {
    if (settings().getBoolean(CONSENT_GIVEN, false)) {
      onConsent();
    } else {
      startActivityForResult(new Intent(this, ConsentActivity.class), ASK_CONSENT);
    }
  }

  @Override
  protected void onActivityResult(int requestCode, int resultCode, Intent data) {
    if (requestCode != ASK_CONSENT) {
      return;
    }
    if (resultCode == RESULT_OK) {
      settings().edit().putBoolean(CONSENT_GIVEN, true).apply();
      onConsent();
    } else {
      finish();
    }
  }

  private SharedPreferences settings() {
    return getSharedPreferences("settings", MODE_PRIVATE);
  }
}

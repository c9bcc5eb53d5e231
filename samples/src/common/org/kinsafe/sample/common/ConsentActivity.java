package org.kinsafe.sample.common;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;

/** The privacy notice with two buttons. Its text differs between the builds; the layout names the click handlers. */
public final class ConsentActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.consent);
  }

  public void agree(View button) {
    setResult(RESULT_OK);
    finish();
  }

  public void disagree(View button) {
    setResult(RESULT_CANCELED);
    finish();
  }
}

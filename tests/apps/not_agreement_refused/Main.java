package org.kinsafe.app;

import android.app.Activity;
import android.app.AlertDialog;
import android.os.Bundle;
import android.widget.EditText;

// expect-none: denial
// expect-none: permission_request
/** The no to the privacy agreement ends the app: another screen, and lawful. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    AlertDialog.Builder builder = new AlertDialog.Builder(this).setMessage("Privacy policy").setCancelable(false);
    builder.setPositiveButton("Agree", (dialog, which) -> setContentView(new EditText(this)));
    builder.setNegativeButton("Disagree", (dialog, which) -> finish());
    builder.show();
  }
}

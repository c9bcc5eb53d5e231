package org.kinsafe.app;

import android.Manifest;
import android.os.Bundle;
import android.widget.EditText;
import androidx.activity.ComponentActivity;
import androidx.activity.result.ActivityResultLauncher;
import androidx.activity.result.contract.ActivityResultContracts;

/** ask_result_contract with the real androidx: the request lies deep in its registry, and its names are gone. */
public final class Main extends ComponentActivity {
  private final ActivityResultLauncher<String> ask = registerForActivityResult(new ActivityResultContracts.RequestPermission(), this::onAnswer);

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ask.launch(Manifest.permission.READ_CONTACTS); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
  }

  private void onAnswer(boolean granted) {
    if (granted) setContentView(new EditText(this));
    else finish();
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.os.Bundle;
import android.widget.EditText;
import androidx.activity.ComponentActivity;
import androidx.activity.result.ActivityResultCallback;
import androidx.activity.result.ActivityResultLauncher;
import androidx.activity.result.contract.ActivityResultContracts;

/** ActivityResult: a no brings the question back. */
public final class Main extends ComponentActivity implements ActivityResultCallback<Boolean> {
  private ActivityResultLauncher<String> ask;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ask = registerForActivityResult(new ActivityResultContracts.RequestPermission(), this);
    ask();
  }

  private void ask() {
    ask.launch(Manifest.permission.READ_CONTACTS); // expect: permission_request permissions=READ_CONTACTS when=start again=yes; denial permission=READ_CONTACTS outcome=asks_again must=yes when=start
  }

  @Override
  public void onActivityResult(Boolean granted) {
    if (granted) setContentView(new EditText(this));
    else ask();
  }
}

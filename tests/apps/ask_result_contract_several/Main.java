package org.kinsafe.app;

import android.Manifest;
import android.os.Bundle;
import android.widget.Button;
import androidx.activity.ComponentActivity;
import androidx.activity.result.ActivityResultLauncher;
import androidx.activity.result.contract.ActivityResultContracts;

/** ActivityResult, several permissions; the answer is a map. */
public final class Main extends ComponentActivity {
  private ActivityResultLauncher<String[]> ask;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ask = registerForActivityResult(new ActivityResultContracts.RequestMultiplePermissions(), answers -> {
      if (answers.containsValue(false)) finishAffinity();
    });
    Button button = new Button(this);
    button.setOnClickListener(view -> ask());
    setContentView(button);
  }

  private void ask() {
    ask.launch(new String[] {Manifest.permission.READ_CONTACTS, Manifest.permission.READ_SMS}); // expect: permission_request permissions=READ_CONTACTS,READ_SMS when=feature reached=yes; denial permission=READ_CONTACTS outcome=exits bundle=yes when=feature; denial permission=READ_SMS outcome=exits bundle=yes when=feature
  }
}

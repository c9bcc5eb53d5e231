package org.kinsafe.app;

import android.Manifest;
import android.os.Bundle;
import androidx.activity.ComponentActivity;
import androidx.activity.result.ActivityResultLauncher;
import androidx.activity.result.contract.ActivityResultContracts;

/** ActivityResult: a no ends the process. */
public final class Main extends ComponentActivity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ActivityResultLauncher<String> ask = registerForActivityResult(new ActivityResultContracts.RequestPermission(), granted -> {
      if (!granted) System.exit(0);
    });
    ask.launch(Manifest.permission.READ_CONTACTS); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=exits must=yes when=start
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.os.Bundle;
import android.widget.ListView;
import android.widget.Toast;
import androidx.activity.ComponentActivity;
import androidx.activity.result.ActivityResultLauncher;
import androidx.activity.result.contract.ActivityResultContracts;

/** ActivityResult: a no shows a word. */
public final class Main extends ComponentActivity {
  private final ActivityResultLauncher<String> ask = registerForActivityResult(new ActivityResultContracts.RequestPermission(), granted -> {
    if (granted) setContentView(new ListView(this));
    else Toast.makeText(this, "type it then", Toast.LENGTH_SHORT).show();
  });

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ask.launch(Manifest.permission.READ_CONTACTS); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=stays when=start
  }
}

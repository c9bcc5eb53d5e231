package org.kinsafe.app;

import android.Manifest;
import android.app.AlertDialog;
import android.content.Intent;
import android.os.Bundle;
import android.provider.Settings;
import android.widget.EditText;
import androidx.activity.ComponentActivity;
import androidx.activity.result.ActivityResultLauncher;
import androidx.activity.result.contract.ActivityResultContracts;

/** ActivityResult: a dialog that cannot be dismissed, the settings or out. */
public final class Main extends ComponentActivity {
  private final ActivityResultLauncher<String> ask = registerForActivityResult(new ActivityResultContracts.RequestPermission(), this::answer);

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ask.launch(Manifest.permission.READ_CONTACTS); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=blocks must=yes when=start
  }

  private void answer(Boolean granted) {
    if (Boolean.TRUE.equals(granted)) {
      setContentView(new EditText(this));
      return;
    }
    AlertDialog.Builder builder = new AlertDialog.Builder(this).setCancelable(false).setMessage("Contacts are needed");
    builder.setPositiveButton("Settings", (dialog, which) -> startActivity(new Intent(Settings.ACTION_SETTINGS)));
    builder.setNegativeButton("Quit", (dialog, which) -> finishAffinity());
    builder.create().show();
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;
import android.widget.Toast;

/** A no shows a word and closes all screens. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=exits must=yes when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results.length > 0 && results[0] == 0) {
      setContentView(new EditText(this));
    } else {
      Toast.makeText(this, "no loan without contacts", Toast.LENGTH_LONG).show();
      finishAffinity();
    }
  }
}

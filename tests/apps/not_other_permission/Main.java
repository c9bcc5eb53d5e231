package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.view.View;
import android.widget.Toast;

// expect-none: denial permission=READ_CONTACTS outcome=exits
/** Two questions, one callback: the no to the camera ends the app, the no to contacts does not. */
public final class Main extends Activity {
  private static final int CONTACTS = 1, CAMERA = 2;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.CAMERA}, CAMERA); // expect: permission_request permissions=CAMERA when=start; denial permission=CAMERA outcome=exits must=yes
    View view = new View(this);
    view.setOnClickListener(this::ask);
    setContentView(view);
  }

  private void ask(View view) {
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, CONTACTS); // expect: permission_request permissions=READ_CONTACTS when=feature; denial permission=READ_CONTACTS outcome=stays
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    boolean granted = results.length > 0 && results[0] == PackageManager.PERMISSION_GRANTED;
    switch (request) {
      case CONTACTS:
        if (!granted) Toast.makeText(this, "type it then", Toast.LENGTH_SHORT).show();
        break;
      case CAMERA:
        if (!granted) finish();
        break;
    }
  }
}

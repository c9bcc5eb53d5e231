package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;

/** The app's own helper: the platform's call lies two calls deep, the answer goes through a field. */
public final class Main extends Activity implements Permissions.Answer {
  private Permissions permissions;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    permissions = new Permissions(this);
    permissions.ask(this, Manifest.permission.READ_CONTACTS); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
  }

  @Override
  public void onYes() {
    setContentView(new EditText(this));
  }

  @Override
  public void onNo() {
    finish();
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] names, int[] results) {
    permissions.answer(results);
  }
}

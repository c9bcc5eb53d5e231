package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.app.AlertDialog;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.widget.EditText;

// expect-none: denial permission=READ_CONTACTS outcome=asks_again
/** One more question after an explanation, and only if the user wants it: the platform's own advice. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new EditText(this));
    ask();
  }

  private void ask() {
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start again=no; permission_request permissions=READ_CONTACTS when=feature; denial permission=READ_CONTACTS outcome=stays
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_GRANTED || !shouldShowRequestPermissionRationale(permissions[0])) return;
    AlertDialog.Builder builder = new AlertDialog.Builder(this).setMessage("Contacts help you fill in the form");
    builder.setPositiveButton("Ask me again", (dialog, which) -> ask()).setNegativeButton("No", null);
    builder.show();
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;

/** The branch stands in a helper that both answers go through. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, Answers.CONTACTS); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=exits must=yes when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    Answers.take(this, request, results);
  }
}

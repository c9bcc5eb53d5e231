package org.kinsafe.app;

import android.Manifest;
import android.os.Bundle;

/** The base class hears the answer and calls what the screen overrides. */
public final class Main extends Base {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=exits must=yes when=start
  }

  @Override
  protected void onRefused() {
    finishAndRemoveTask();
  }
}

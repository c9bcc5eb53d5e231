package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;

/** The answer is heard nowhere. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    if (checkSelfPermission("android.permission.READ_CONTACTS") != 0) {
      requestPermissions(new String[] {"android.permission.READ_CONTACTS"}, 1); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS when=start
    }
  }
}

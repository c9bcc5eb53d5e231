package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;

/** The permission's name is put together. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String name = String.format("%s.permission.%s_%s", "android", "READ", "contacts".toUpperCase());
    requestPermissions(new String[] {name}, 1); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS when=start
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import java.util.ArrayList;
import java.util.List;

/** The list of permissions comes from another method, and one more is put in. */
public final class Main extends Activity {
  private static List<String> base() {
    List<String> missing = new ArrayList<>();
    missing.add(Manifest.permission.READ_PHONE_STATE);
    return missing;
  }
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    List<String> list = base();
    list.add(Manifest.permission.READ_CONTACTS);
    requestPermissions(list.toArray(new String[0]), 1); // expect: permission_request permissions=READ_CONTACTS,READ_PHONE_STATE when=start reached=yes; denial permission=READ_CONTACTS bundle=yes; denial permission=READ_PHONE_STATE bundle=yes
  }
}

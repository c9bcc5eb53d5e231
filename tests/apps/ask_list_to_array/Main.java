package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;
import java.util.ArrayList;
import java.util.List;

/** What is missing is collected in a list and asked together. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    List<String> missing = new ArrayList<>();
    for (String permission : new String[] {Manifest.permission.READ_CONTACTS, Manifest.permission.READ_PHONE_STATE}) {
      if (checkSelfPermission(permission) != PackageManager.PERMISSION_GRANTED) missing.add(permission);
    }
    if (!missing.isEmpty()) {
      requestPermissions(missing.toArray(new String[0]), 1); // expect: permission_request permissions=READ_CONTACTS,READ_PHONE_STATE when=start reached=yes; denial permission=READ_CONTACTS bundle=yes; denial permission=READ_PHONE_STATE bundle=yes
    }
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;
import java.util.ArrayList;
import java.util.List;

/** A helper that is given the list of permissions puts one more in. */
public final class Main extends Activity {
  private void addMore(List<String> list) {
    if (checkSelfPermission(Manifest.permission.READ_CONTACTS) != PackageManager.PERMISSION_GRANTED) list.add(Manifest.permission.READ_CONTACTS);
  }
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    List<String> missing = new ArrayList<>();
    missing.add(Manifest.permission.READ_PHONE_STATE);
    addMore(missing);
    requestPermissions(missing.toArray(new String[0]), 1); // expect: permission_request permissions=READ_CONTACTS,READ_PHONE_STATE when=start reached=yes; denial permission=READ_CONTACTS bundle=yes; denial permission=READ_PHONE_STATE bundle=yes
  }
}

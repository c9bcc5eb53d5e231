package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import java.util.ArrayList;
import java.util.List;

/** The method that asks puts one more permission into the list that it is given. */
public final class Main extends Activity {
  private void ask(List<String> list) {
    list.add(Manifest.permission.READ_CONTACTS);
    requestPermissions(list.toArray(new String[0]), 1); // expect: permission_request permissions=READ_CONTACTS,READ_PHONE_STATE when=start reached=yes; denial permission=READ_CONTACTS bundle=yes; denial permission=READ_PHONE_STATE bundle=yes
  }
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    List<String> missing = new ArrayList<>();
    missing.add(Manifest.permission.READ_PHONE_STATE);
    ask(missing);
  }
}

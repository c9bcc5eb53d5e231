package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import java.util.ArrayList;
import java.util.List;

/** A list is empty when the question is asked, and a thread may fill it while the question waits. */
public final class Main extends Activity {
  private final List<String> offers = new ArrayList<>();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Thread(() -> offers.add(getSharedPreferences("offers", 0).getString("first", ""))).start();
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits must=no when=start; denial permission=READ_CONTACTS outcome=stays when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (offers.isEmpty()) finish();
  }
}

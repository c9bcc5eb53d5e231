package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import android.util.Log;
import java.util.ArrayList;
import java.util.List;

/** What is missing stands in a list; a thread looks at it while the question waits, and changes nothing. */
public final class Main extends Activity {
  private final List<String> missing = new ArrayList<>();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    missing.add(Manifest.permission.READ_CONTACTS);
    new Thread(() -> Log.i("missing", String.valueOf(missing.size()))).start();
    requestPermissions(missing.toArray(new String[0]), 1); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits must=yes when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results.length > 0 && results[0] != 0 && missing.contains(permissions[0])) finish();
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What the user refused is struck from the list of what the app hopes for; nothing is left, and the app goes on. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=stays must=yes when=start
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results.length == 0) return;
    List<String> hopes = new ArrayList<>(Arrays.asList(permissions));
    for (Iterator<String> each = hopes.iterator(); each.hasNext(); ) {
      if (each.next().equals(permissions[0]) && results[0] != 0) each.remove();
    }
    if (!hopes.isEmpty()) finish();
  }
}

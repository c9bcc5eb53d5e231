package org.kinsafe.app;
import android.Manifest;
import android.app.*;
import android.content.*;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.view.*;
import android.database.Cursor;
import android.provider.ContactsContract;
import java.util.*;
public final class Main extends Activity {
  // A thread sets the field while the question waits.
  private boolean required;
  @Override protected void onCreate(Bundle s) {
    super.onCreate(s);
    required = true;
    new Thread(() -> { required = getSharedPreferences("c", 0).getBoolean("required", false); }).start();
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits must=no when=start; denial permission=READ_CONTACTS outcome=stays when=start
  }
  @Override public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results.length > 0 && results[0] == PackageManager.PERMISSION_DENIED) { if (required) finish(); } }

}

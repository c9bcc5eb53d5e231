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
  // What comes before may throw, and then the app goes on.
  @Override protected void onCreate(Bundle s) { super.onCreate(s); requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); } // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits must=no when=start
  @Override public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results.length > 0 && results[0] == PackageManager.PERMISSION_DENIED) { try { java.nio.file.Files.readAllBytes(new java.io.File(getFilesDir(), "required").toPath()); finish(); } catch (Exception e) { setTitle("fine"); } } }

}

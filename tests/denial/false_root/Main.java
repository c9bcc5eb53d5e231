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
  // A screen that a text names; its class is named only by code that does not run.
  @Override protected void onCreate(Bundle s) { super.onCreate(s); View v = new View(this); setContentView(v); v.setOnClickListener(w -> startActivity(new Intent().setClassName(this, "org.kinsafe.app.Details"))); }

}
final class Never { Intent make(Context c) { return new Intent(c, Details.class); } }
final class Details extends Activity { @Override protected void onCreate(Bundle s) { super.onCreate(s); requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); }
  @Override public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results.length > 0 && results[0] == PackageManager.PERMISSION_DENIED) { finish(); } } }

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
  // Opens the next screen by a pending intent before it closes.
  @Override protected void onCreate(Bundle s) { super.onCreate(s); requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); } // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=unknown when=start
  @Override public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results.length > 0 && results[0] == PackageManager.PERMISSION_DENIED) { try { PendingIntent.getActivity(this, 0, new Intent(this, Home.class), 0x4000000).send(); } catch (Exception e) { } finish(); } }

}
final class Home extends Activity { @Override protected void onCreate(Bundle s) { super.onCreate(s); setContentView(new View(this)); } }

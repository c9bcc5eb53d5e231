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
  // What opens the next screen lies deeper than calls are followed.
  @Override protected void onCreate(Bundle s) { super.onCreate(s); requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); } // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=unknown when=start; denial permission=READ_CONTACTS outcome=exits must=no when=start
  @Override public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results.length > 0 && results[0] == PackageManager.PERMISSION_DENIED) { Deep.g0(this); finish(); } }

}
final class Deep {
  static void g0(Activity a) { if (a.isChild()) return; System.out.println(0); g1(a); }
  static void g1(Activity a) { if (a.isChild()) return; System.out.println(1); g2(a); }
  static void g2(Activity a) { if (a.isChild()) return; System.out.println(2); g3(a); }
  static void g3(Activity a) { if (a.isChild()) return; System.out.println(3); g4(a); }
  static void g4(Activity a) { if (a.isChild()) return; System.out.println(4); g5(a); }
  static void g5(Activity a) { if (a.isChild()) return; System.out.println(5); g6(a); }
  static void g6(Activity a) { if (a.isChild()) return; System.out.println(6); g7(a); }
  static void g7(Activity a) { if (a.isChild()) return; System.out.println(7); g8(a); }
  static void g8(Activity a) { if (a.isChild()) return; System.out.println(8); g9(a); }
  static void g9(Activity a) { if (a.isChild()) return; System.out.println(9); g10(a); }
  static void g10(Activity a) { if (a.isChild()) return; System.out.println(10); g11(a); }
  static void g11(Activity a) { if (a.isChild()) return; System.out.println(11); g12(a); }
  static void g12(Activity a) { if (a.isChild()) return; System.out.println(12); g13(a); }
  static void g13(Activity a) { if (a.isChild()) return; System.out.println(13); g14(a); }
  static void g14(Activity a) { if (a.isChild()) return; System.out.println(14); g15(a); }
  static void g15(Activity a) { if (a.isChild()) return; System.out.println(15); g16(a); }
  static void g16(Activity a) { if (a.isChild()) return; System.out.println(16); g17(a); }
  static void g17(Activity a) { if (a.isChild()) return; System.out.println(17); g18(a); }
  static void g18(Activity a) { if (a.isChild()) return; System.out.println(18); g19(a); }
  static void g19(Activity a) { if (a.isChild()) return; System.out.println(19); g20(a); }
  static void g20(Activity a) { if (a.isChild()) return; System.out.println(20); g21(a); }
  static void g21(Activity a) { if (a.isChild()) return; System.out.println(21); g22(a); }
  static void g22(Activity a) { if (a.isChild()) return; System.out.println(22); g23(a); }
  static void g23(Activity a) { if (a.isChild()) return; System.out.println(23); g24(a); }
  static void g24(Activity a) { if (a.isChild()) return; System.out.println(24); g25(a); }
  static void g25(Activity a) { if (a.isChild()) return; System.out.println(25); g26(a); }
  static void g26(Activity a) { if (a.isChild()) return; System.out.println(26); g27(a); }
  static void g27(Activity a) { if (a.isChild()) return; System.out.println(27); g28(a); }
  static void g28(Activity a) { if (a.isChild()) return; System.out.println(28); g29(a); }
  static void g29(Activity a) { if (a.isChild()) return; System.out.println(29); g30(a); }
  static void g30(Activity a) { a.startActivity(new Intent(a, Home.class)); }
}
final class Home extends Activity { @Override protected void onCreate(Bundle s) { super.onCreate(s); setContentView(new View(this)); } }

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;
import com.tbruyelle.rxpermissions2.Permission;
import com.tbruyelle.rxpermissions2.RxPermissions;

/** RxPermissions: the answer says whether it may be asked again, and it is. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ask();
  }

  private void ask() {
    new RxPermissions(this).requestEachCombined(Manifest.permission.READ_CONTACTS, Manifest.permission.READ_SMS).subscribe(this::take); // expect: permission_request permissions=READ_CONTACTS,READ_SMS when=start reached=yes again=yes; denial permission=READ_CONTACTS outcome=asks_again; denial permission=READ_CONTACTS outcome=exits; denial permission=READ_SMS outcome=asks_again; denial permission=READ_SMS outcome=exits
  }

  private void take(Permission permission) {
    if (permission.granted) setContentView(new EditText(this));
    else if (permission.shouldShowRequestPermissionRationale) ask();
    else finish();
  }
}

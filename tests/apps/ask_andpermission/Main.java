package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;
import com.yanzhenjie.permission.AndPermission;

/** AndPermission: an action for each answer. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    AndPermission.Request request = AndPermission.with(this).permission(Manifest.permission.READ_CONTACTS);
    request.onGranted(names -> setContentView(new EditText(this))).onDenied(names -> finish());
    request.start(); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
  }
}

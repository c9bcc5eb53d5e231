package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;
import com.blankj.utilcode.util.PermissionUtils;

/** The permissions of blankj's utilities: a simple callback. */
public final class Main extends Activity implements PermissionUtils.SimpleCallback {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    PermissionUtils.permission(this, Manifest.permission.READ_CONTACTS).callback(this).request(); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
  }

  @Override
  public void onGranted() {
    setContentView(new EditText(this));
  }

  @Override
  public void onDenied() {
    finish();
  }
}

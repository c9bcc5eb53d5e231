package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;
import com.tbruyelle.rxpermissions2.RxPermissions;

/** RxPermissions: one answer for all. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    RxPermissions permissions = new RxPermissions(this);
    permissions.request(Manifest.permission.READ_CONTACTS).subscribe(granted -> { // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
      if (granted) setContentView(new EditText(this));
      else finish();
    });
  }
}

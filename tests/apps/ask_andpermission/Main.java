package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;
import com.yanzhenjie.permission.AndPermission;
import java.util.List;

/** AndPermission: an action for each answer. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    AndPermission.with(this).permission(Manifest.permission.READ_CONTACTS).onGranted(this::open).onDenied(this::leave).start(); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
  }

  private void open(List<String> granted) {
    setContentView(new EditText(this));
  }

  private void leave(List<String> denied) {
    finish();
  }
}

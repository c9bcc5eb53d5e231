package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;
import com.karumi.dexter.Dexter;
import com.karumi.dexter.PermissionToken;
import com.karumi.dexter.listener.PermissionDeniedResponse;
import com.karumi.dexter.listener.PermissionGrantedResponse;
import com.karumi.dexter.listener.PermissionRequest;
import com.karumi.dexter.listener.single.PermissionListener;

/** The real Dexter: a screen of the library asks, a listener hears. */
public final class Main extends Activity implements PermissionListener {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Dexter.withContext(this).withPermission(Manifest.permission.READ_CONTACTS).withListener(this).check(); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
  }

  @Override
  public void onPermissionGranted(PermissionGrantedResponse response) {
    setContentView(new EditText(this));
  }

  @Override
  public void onPermissionDenied(PermissionDeniedResponse response) {
    finish();
  }

  @Override
  public void onPermissionRationaleShouldBeShown(PermissionRequest request, PermissionToken token) {
    token.continuePermissionRequest();
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import com.baseflow.permissionhandler.PermissionHandlerPlugin;
import io.flutter.plugin.common.MethodChannel;

/** Dart asks by a number; the plugin turns it into a permission. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new MethodChannel("flutter.baseflow.com/permissions/methods").setMethodCallHandler(new PermissionHandlerPlugin(this));
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import co.quis.flutter_contacts.FlutterContactsPlugin;
import io.flutter.plugin.common.MethodChannel;

/** A cross-platform plugin does the reading; Dart code, which is not looked at, asks it to. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    MethodChannel channel = new MethodChannel("github.com/QuisApp/flutter_contacts");
    channel.setMethodCallHandler(new FlutterContactsPlugin(getContentResolver()));
  }
}

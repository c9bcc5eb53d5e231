package org.kinsafe.app;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Intent;
import android.content.ServiceConnection;
import android.os.Bundle;
import android.os.IBinder;

/** A service is bound, and its binder asked to read. */
public final class Main extends Activity implements ServiceConnection {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    bindService(new Intent(this, Upload.class), this, BIND_AUTO_CREATE);
  }

  @Override
  public void onServiceConnected(ComponentName name, IBinder binder) {
    ((Upload.Local) binder).read();
  }

  @Override
  public void onServiceDisconnected(ComponentName name) {}
}

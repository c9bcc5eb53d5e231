package org.kinsafe.app;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;

/** As reach_interface_default, for systems that know such methods; one class overrides it and calls it by super. */
public final class Main extends Activity implements Reads {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Reads reads = this;
    reads.read(this);
  }

  @Override
  public void read(Context context) {
    setTitle("reading");
    Reads.super.read(context);
  }
}

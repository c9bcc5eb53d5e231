package org.kinsafe.app;

import android.Manifest;
import android.os.Bundle;

/** The base class asks what the screen names and tells it the answer. */
public final class Main extends Base {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ask(new String[] {Manifest.permission.READ_CONTACTS}); // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
  }

  @Override
  protected void onAnswer(boolean granted) {
    if (!granted) System.exit(0);
  }
}

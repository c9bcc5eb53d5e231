package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;

/** A fragment that code puts in. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    getFragmentManager().beginTransaction().add(android.R.id.content, new People()).commit();
  }
}

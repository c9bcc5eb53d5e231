package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;

/** A fragment asks and hears the answer. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    getFragmentManager().beginTransaction().replace(android.R.id.content, new Ask()).commit();
  }
}

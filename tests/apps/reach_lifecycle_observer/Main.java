package org.kinsafe.app;

import android.os.Bundle;
import androidx.activity.ComponentActivity;

/** An observer of the screen's life, by the methods of its interface. */
public final class Main extends ComponentActivity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    getLifecycle().addObserver(new Watch(getContentResolver()));
  }
}

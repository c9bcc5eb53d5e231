package org.kinsafe.app;

import android.app.Activity;

/** A message of the server makes the app read, whether or not it is open. */
public final class Main extends Activity {}

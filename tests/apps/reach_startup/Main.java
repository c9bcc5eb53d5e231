package org.kinsafe.app;

import android.app.Activity;

/** The manifest names a class that androidx' provider makes and runs. */
public final class Main extends Activity {}

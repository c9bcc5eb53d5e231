package org.kinsafe.app;

import android.app.Activity;

/** Before any screen. */
public final class Main extends Activity {}

package org.kinsafe.app;

import android.app.Activity;

/** The application hears of each screen that opens. */
public final class Main extends Activity {}

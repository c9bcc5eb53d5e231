package org.kinsafe.app;

import android.app.Activity;

/** After each start of the telephone, without the app being opened. */
public final class Main extends Activity {}

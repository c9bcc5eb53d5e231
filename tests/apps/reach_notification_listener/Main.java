package org.kinsafe.app;

import android.app.Activity;

/** A service that sees all notifications reads when one comes. */
public final class Main extends Activity {}

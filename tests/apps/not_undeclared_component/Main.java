package org.kinsafe.app;

import android.app.Activity;

/** A screen that the manifest does not know cannot open. */
public final class Main extends Activity {}

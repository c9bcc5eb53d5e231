package org.kinsafe.app;

import android.app.Activity;

/** An instrumentation that the manifest declares, started by whoever likes: the home screen never does. */
public final class Main extends Activity {}

package org.kinsafe.app;

import android.app.Activity;

/** A content provider that is only there to be made before the application starts. */
public final class Main extends Activity {}

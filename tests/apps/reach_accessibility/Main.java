package org.kinsafe.app;

import android.app.Activity;

/** A service that sees other apps' screens reads when something happens there. */
public final class Main extends Activity {}

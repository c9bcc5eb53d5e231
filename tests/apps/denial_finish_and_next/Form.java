package org.kinsafe.app;

import android.app.Activity;

public final class Form extends Activity {}

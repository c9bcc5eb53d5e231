package org.kinsafe.app;

import android.app.Activity;
import android.content.pm.PackageManager;
import android.widget.EditText;

final class Answers {
  static final int CONTACTS = 11;

  private Answers() {}

  static void take(Activity activity, int request, int[] results) {
    switch (request) {
      case CONTACTS:
        if (isYes(results)) activity.setContentView(new EditText(activity));
        else activity.finish();
        break;
      default:
        throw new IllegalArgumentException("" + request);
    }
  }

  private static boolean isYes(int[] results) {
    return results.length == 1 && results[0] == PackageManager.PERMISSION_GRANTED;
  }
}

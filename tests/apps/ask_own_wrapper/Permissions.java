package org.kinsafe.app;

import android.app.Activity;
import android.content.pm.PackageManager;

final class Permissions {
  interface Answer {
    void onYes();

    void onNo();
  }

  private final Activity activity;
  private Answer waiting;

  Permissions(Activity activity) {
    this.activity = activity;
  }

  void ask(Answer answer, String... names) {
    waiting = answer;
    start(names);
  }

  private void start(String[] names) {
    activity.requestPermissions(names, 77);
  }

  void answer(int[] results) {
    for (int result : results) {
      if (result != PackageManager.PERMISSION_GRANTED) {
        waiting.onNo();
        return;
      }
    }
    waiting.onYes();
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import androidx.work.OneTimeWorkRequest;
import androidx.work.WorkManager;

/** A worker is named by its class; the system makes and runs it later. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    WorkManager.getInstance(this).enqueue(new OneTimeWorkRequest.Builder(Upload.class).build());
  }
}

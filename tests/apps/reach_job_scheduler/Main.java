package org.kinsafe.app;

import android.app.Activity;
import android.app.job.JobInfo;
import android.app.job.JobScheduler;
import android.content.ComponentName;
import android.os.Bundle;

/** A job that the system runs when the telephone is charged. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    JobInfo job = new JobInfo.Builder(1, new ComponentName(this, Upload.class)).setRequiresCharging(true).build();
    ((JobScheduler) getSystemService(JOB_SCHEDULER_SERVICE)).schedule(job);
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.Intent;
import android.os.Bundle;

/** Once a week by the alarm clock. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    PendingIntent weekly = PendingIntent.getBroadcast(this, 0, new Intent(this, Weekly.class), 0);
    AlarmManager alarms = (AlarmManager) getSystemService(ALARM_SERVICE);
    alarms.setInexactRepeating(AlarmManager.RTC, System.currentTimeMillis(), 7 * AlarmManager.INTERVAL_DAY, weekly);
  }
}

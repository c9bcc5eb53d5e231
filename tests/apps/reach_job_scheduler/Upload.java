package org.kinsafe.app;

import android.app.job.JobParameters;
import android.app.job.JobService;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

public final class Upload extends JobService {
  @Override
  public boolean onStartJob(JobParameters parameters) {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    return false;
  }

  @Override
  public boolean onStopJob(JobParameters parameters) {
    return false;
  }
}

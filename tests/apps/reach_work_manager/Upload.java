package org.kinsafe.app;

import android.content.Context;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import androidx.work.Worker;
import androidx.work.WorkerParameters;

public final class Upload extends Worker {
  public Upload(Context context, WorkerParameters parameters) {
    super(context, parameters);
  }

  @Override
  public Result doWork() {
    Cursor cursor = getApplicationContext().getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    return Result.success();
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A pool runs one task for its effect and one for its result. */
public final class Main extends Activity {
  private final ExecutorService pool = Executors.newFixedThreadPool(2);

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    pool.execute(this::contacts);
    pool.submit(() -> calls());
  }

  private void contacts() {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }

  private Integer calls() {
    Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("calls", cursor.getString(0));
    return cursor.getCount();
  }
}

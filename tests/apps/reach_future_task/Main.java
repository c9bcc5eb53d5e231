package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** A task with a result, run by a thread. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    FutureTask<Integer> task = new FutureTask<>(new Callable<Integer>() {
      @Override
      public Integer call() {
        Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
        while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
        return cursor.getCount();
      }
    });
    new Thread(task).start();
  }
}

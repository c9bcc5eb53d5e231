package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import java.util.concurrent.Executor;

/** The app's own executor hands each task to a thread of its own queue. */
public final class Main extends Activity {
  private static final class Serial implements Executor {
    private final java.util.ArrayDeque<Runnable> waiting = new java.util.ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      waiting.offer(task);
      new Thread(() -> waiting.poll().run()).start();
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Serial().execute(() -> {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    });
  }
}

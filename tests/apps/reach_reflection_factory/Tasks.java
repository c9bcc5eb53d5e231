package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

public final class Tasks {
  private static final class Reader implements Task {
    private final Activity activity;

    Reader(Activity activity) {
      this.activity = activity;
    }

    @Override
    public void go() {
      run();
    }

    @Override
    public void run() {
      Cursor cursor = activity.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  }

  public static Object make(Activity activity) {
    return new Reader(activity);
  }
}

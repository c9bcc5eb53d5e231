package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** How often and when each person was called: far more than an emergency contact needs. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String[] columns = {"display_name", "data1", "times_contacted", "last_time_contacted"};
    String sort = "times_contacted DESC";
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, columns, null, null, sort); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0) + cursor.getInt(2) + cursor.getLong(3));
    }
  }
}

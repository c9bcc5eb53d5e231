package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import java.lang.reflect.Method;

/** The query is made by reflection, with the names in plain sight. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      Class<?> type = Class.forName("android.content.ContentResolver");
      Method query = type.getMethod("query", Uri.class, String[].class, String.class, String[].class, String.class);
      Cursor cursor = (Cursor) query.invoke(getContentResolver(), Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) {
        Log.i("book", cursor.getString(0));
      }
    } catch (ReflectiveOperationException wrong) {
      Log.i("book", "no");
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentResolver;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import java.util.HashMap;
import java.util.Map;

/** Lambdas that the app itself takes and calls, one of them from a map. */
public final class Main extends Activity {
  interface Step {
    void run(ContentResolver resolver);
  }

  private final Map<String, Step> steps = new HashMap<>();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    steps.put("read", resolver -> {
      Cursor cursor = resolver.query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    });
    for (Step step : steps.values()) step.run(getContentResolver());
  }
}

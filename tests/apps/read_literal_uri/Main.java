package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** The provider by its text and not by the platform's constant. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Uri phones = Uri.parse("content://com.android.contacts/data/phones");
    Cursor cursor = getContentResolver().query(phones, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** moveToFirst alone would be one row; the loop behind it takes all. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    if (cursor != null && cursor.moveToFirst()) {
      do {
        Log.i("book", cursor.getString(0));
      } while (cursor.moveToNext());
    }
  }
}

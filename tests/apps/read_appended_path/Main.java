package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.util.Log;

/** The URI put together from an authority and a path. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Uri phones = Uri.withAppendedPath(Uri.parse("content://" + ContactsContract.AUTHORITY), "data/phones");
    Cursor cursor = getContentResolver().query(phones, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

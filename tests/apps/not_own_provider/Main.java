package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

// expect-none: data_read family=contacts
/** Providers of others whose names resemble: the app's own list of contacts, and media. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    print(getContentResolver().query(Uri.parse("content://org.kinsafe.app.contacts/people"), null, null, null, null));
    print(getContentResolver().query(Uri.parse("content://com.android.contacts.example/data"), null, null, null, null));
  }

  private static void print(Cursor cursor) {
    while (cursor != null && cursor.moveToNext()) {
      Log.i("row", cursor.getString(0));
    }
  }
}

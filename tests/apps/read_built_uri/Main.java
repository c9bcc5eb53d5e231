package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** The URI built piece by piece, and one with a parameter added to the platform's. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Uri people = new Uri.Builder().scheme("content").authority("com.android.contacts").appendPath("contacts").build();
    print(getContentResolver().query(people, null, null, null, null)); // expect: data_read family=contacts cardinality=all reached=yes when=start
    Uri phones = Phone.CONTENT_URI.buildUpon().appendQueryParameter("remove_duplicate_entries", "true").build();
    print(getContentResolver().query(phones, null, null, null, null)); // expect: data_read family=contacts cardinality=all reached=yes when=start
  }

  private static void print(Cursor cursor) {
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.PhoneLookup;

// expect-none: data_read family=contacts cardinality=all
/** Whose number is it? The name of one caller. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setTitle(name(getIntent().getStringExtra("number")));
  }

  private String name(String number) {
    Uri uri = Uri.withAppendedPath(PhoneLookup.CONTENT_FILTER_URI, Uri.encode(number));
    Cursor cursor = getContentResolver().query(uri, new String[] {PhoneLookup.DISPLAY_NAME}, null, null, null); // expect: data_read family=contacts cardinality=one reached=yes
    return cursor.moveToFirst() ? cursor.getString(0) : number;
  }
}

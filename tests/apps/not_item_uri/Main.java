package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentUris;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.Contacts;

// expect-none: data_read family=contacts cardinality=all
/** The URI of one contact, by the id that the screen was opened with. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Uri uri = ContentUris.withAppendedId(Contacts.CONTENT_URI, getIntent().getLongExtra("id", 0));
    Cursor cursor = getContentResolver().query(uri, null, null, null, null); // expect: data_read family=contacts cardinality=one reached=yes
    if (cursor.moveToFirst()) setTitle(cursor.getString(cursor.getColumnIndex("display_name")));
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.Contacts;
import android.util.Log;

// expect-none: data_read family=contacts cardinality=all
/** Whether there is a contact at all: the first row and no more. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Cursor cursor = getContentResolver().query(Contacts.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=one reached=yes when=start
    if (cursor.moveToFirst()) Log.i("first", cursor.getString(0));
    cursor.close();
  }
}

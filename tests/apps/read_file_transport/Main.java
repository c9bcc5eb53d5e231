package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.Contacts;
import android.util.Log;
import java.io.IOException;
import java.io.InputStream;

/** The vCards of the book as a file that the provider makes: read by a stream and not by a cursor. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Cursor cursor = getContentResolver().query(Contacts.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Uri card = Uri.withAppendedPath(Contacts.CONTENT_VCARD_URI, cursor.getString(cursor.getColumnIndex("lookup")));
      try (InputStream stream = getContentResolver().openInputStream(card)) { // expect: data_read family=contacts cardinality=all reached=yes
        Log.i("book", "bytes: " + stream.available());
      } catch (IOException gone) {
        return;
      }
    }
  }
}

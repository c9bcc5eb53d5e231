package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.util.Log;

public abstract class Base extends Activity {
  abstract String table();

  @Override
  protected void onPostCreate(Bundle state) {
    super.onPostCreate(state);
    Uri uri = Uri.withAppendedPath(ContactsContract.AUTHORITY_URI, table());
    Cursor cursor = getContentResolver().query(uri, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

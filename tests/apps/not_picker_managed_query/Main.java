package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.Contacts;
import android.util.Log;

// expect-none: data_read family=contacts cardinality=all
/** A null selection, yet one row: the URI is that of the picked item. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startActivityForResult(new Intent(Intent.ACTION_PICK, Contacts.CONTENT_URI), 1);
  }

  @Override
  protected void onActivityResult(int request, int result, Intent data) {
    Uri picked = data == null ? null : data.getData();
    if (picked == null) return;
    Cursor cursor = managedQuery(picked, null, null, null, null); // expect: data_read family=contacts cardinality=one reached=yes
    cursor.moveToFirst();
    Log.i("picked", cursor.getString(cursor.getColumnIndexOrThrow("display_name")));
  }
}

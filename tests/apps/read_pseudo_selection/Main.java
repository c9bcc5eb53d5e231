package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** Bound in form, unbound in fact: the word that is looked for is empty. */
public final class Main extends Activity {
  private String keyword = "";

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String selection = Phone.DISPLAY_NAME + " LIKE '%" + keyword + "%'";
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, selection, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.Data;
import android.util.Log;

/** The data table, kinds of rows chosen by their type: still each contact's numbers and names. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String selection = "mimetype = ? OR mimetype = ?";
    String[] kinds = {"vnd.android.cursor.item/phone_v2", "vnd.android.cursor.item/name"};
    Cursor cursor = getContentResolver().query(Data.CONTENT_URI, null, selection, kinds, "raw_contact_id"); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(cursor.getColumnIndex("data1")));
    }
  }
}

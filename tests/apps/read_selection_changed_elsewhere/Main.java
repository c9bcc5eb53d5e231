package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** The selection lies in an array that another method writes to: it takes all rows, not one. */
public final class Main extends Activity {
  static void change(Object[] a) { a[0] = "1=1"; }
  // expect-none: data_read cardinality=one
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String[] a = {"_id=1"};
    change(a);
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, a[0], null, null); // expect: data_read family=contacts reached=yes when=start
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

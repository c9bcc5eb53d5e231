package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** The URI lies in an array that another method writes to before it is read. */
public final class Main extends Activity {
  static void change(String[] a) { a[0] = "content://com.android.contacts/data/phones"; }
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String[] a = {"content://org.kinsafe.app.mine/x"};
    change(a);
    Cursor cursor = getContentResolver().query(Uri.parse(a[0]), null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

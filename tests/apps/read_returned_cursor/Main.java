package org.kinsafe.app;

import android.app.Activity;
import android.content.Context;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** One method makes the query, another goes through the rows. */
public final class Main extends Activity {
  private Cursor rows;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    rows = open(this);
    print();
  }

  private static Cursor open(Context context) {
    return context.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
  }

  private void print() {
    while (rows.moveToNext()) {
      Log.i("book", rows.getString(0));
    }
  }
}

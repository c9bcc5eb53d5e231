package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** The SIM's numbers by slot and its fixed-dialling list. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    for (int slot = 0; slot < 2; slot++) {
      print(getContentResolver().query(Uri.parse("content://icc/adn/subId/" + slot), null, null, null, null)); // expect: data_read family=sim_contacts cardinality=all reached=yes when=start
    }
    print(getContentResolver().query(Uri.parse("content://icc/fdn"), null, null, null, null)); // expect: data_read family=sim_contacts cardinality=all reached=yes when=start
  }

  private static void print(Cursor cursor) {
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(1));
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

/** The address book of the SIM card, which the same permission guards. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    print(Uri.parse("content://icc/adn"));
  }

  private void print(Uri uri) {
    Cursor cursor = getContentResolver().query(uri, null, null, null, null); // expect: data_read family=sim_contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(1) + cursor.getString(2));
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.Menu;
import android.view.MenuItem;

/** An entry of the menu. */
public final class Main extends Activity {
  @Override
  public boolean onCreateOptionsMenu(Menu menu) {
    menu.add("Friends");
    return true;
  }

  @Override
  public boolean onOptionsItemSelected(MenuItem item) {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    return true;
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** All numbers by position, with a projection that holds no name. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String[] columns = {Phone.NUMBER};
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, columns, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    for (int i = 0; i < cursor.getCount(); i++) {
      cursor.moveToPosition(i);
      Log.i("book", cursor.getString(0));
    }
  }
}

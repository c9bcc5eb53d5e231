package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

public final class Form extends Activity {
  @Override
  protected void onStart() {
    super.onStart();
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

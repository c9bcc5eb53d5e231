package org.kinsafe.app;

import android.app.Activity;
import android.database.ContentObserver;
import android.database.Cursor;
import android.os.Bundle;
import android.os.Handler;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.provider.ContactsContract.Contacts;
import android.util.Log;

/** When the address book changes. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    getContentResolver().registerContentObserver(Contacts.CONTENT_URI, true, new ContentObserver(new Handler()) {
      @Override
      public void onChange(boolean own) {
        Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
        while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
      }
    });
  }
}

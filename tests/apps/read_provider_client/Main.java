package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentProviderClient;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** The provider's client instead of the resolver. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ContentProviderClient client = getContentResolver().acquireContentProviderClient(ContactsContract.AUTHORITY);
    try {
      Cursor cursor = client.query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) {
        Log.i("book", cursor.getString(0));
      }
    } catch (android.os.RemoteException gone) {
      Log.i("book", "gone");
    }
  }
}

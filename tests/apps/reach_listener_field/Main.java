package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** The app's own listener: kept in a field of another class and told later. */
public final class Main extends Activity implements Api.Listener {
  private final Api api = new Api();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    api.listener = this;
    api.load();
  }

  @Override
  public void onLoaded() {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

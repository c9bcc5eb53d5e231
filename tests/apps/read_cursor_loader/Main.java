package org.kinsafe.app;

import android.app.Activity;
import android.content.CursorLoader;
import android.content.Loader;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** A CursorLoader run by hand. */
public final class Main extends Activity implements Loader.OnLoadCompleteListener<Cursor> {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    CursorLoader loader = new CursorLoader(this, Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    loader.registerListener(1, this);
    loader.startLoading();
  }

  @Override
  public void onLoadComplete(Loader<Cursor> loader, Cursor cursor) {
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

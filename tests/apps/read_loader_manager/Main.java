package org.kinsafe.app;

import android.app.Activity;
import android.app.LoaderManager;
import android.content.CursorLoader;
import android.content.Loader;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** The loader manager makes the query; its callback takes the rows. */
public final class Main extends Activity implements LoaderManager.LoaderCallbacks<Cursor> {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    getLoaderManager().initLoader(0, null, this);
  }

  @Override
  public Loader<Cursor> onCreateLoader(int id, Bundle arguments) {
    return new CursorLoader(this, Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
  }

  @Override
  public void onLoadFinished(Loader<Cursor> loader, Cursor cursor) {
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }

  @Override
  public void onLoaderReset(Loader<Cursor> loader) {}
}

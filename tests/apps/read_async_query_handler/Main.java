package org.kinsafe.app;

import android.app.Activity;
import android.content.AsyncQueryHandler;
import android.content.ContentResolver;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** The platform's own helper for queries off the main thread. */
public final class Main extends Activity {
  private static final class Query extends AsyncQueryHandler {
    Query(ContentResolver resolver) {
      super(resolver);
    }

    @Override
    protected void onQueryComplete(int token, Object cookie, Cursor cursor) {
      while (cursor.moveToNext()) {
        Log.i("book", cursor.getString(0));
      }
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Query(getContentResolver()).startQuery(1, null, Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
  }
}

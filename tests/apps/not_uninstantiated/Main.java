package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentResolver;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** Two classes could be meant by a call; only one is ever made. */
public final class Main extends Activity {
  interface Source {
    int count(ContentResolver resolver);
  }

  static final class Typed implements Source {
    @Override
    public int count(ContentResolver resolver) {
      return 2;
    }
  }

  static final class WholeBook implements Source {
    @Override
    public int count(ContentResolver resolver) {
      Cursor cursor = resolver.query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts reached=no
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
      return cursor.getCount();
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Source source = new Typed();
    setTitle("" + source.count(getContentResolver()));
  }
}

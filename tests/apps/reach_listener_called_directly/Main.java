package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.View;

/** A listener of clicks that no view is given: the app calls its method itself, at the start. */
public final class Main extends Activity {
  // expect-none: data_read family=contacts when=feature
  static final class Reader implements View.OnClickListener {
    final Activity a;
    Reader(Activity a) { this.a = a; }
    @Override public void onClick(View v) {
      Cursor cursor = a.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  }
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Reader(this).onClick(null);
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** A receiver that nobody registers: the app calls its method itself, at the start. */
public final class Main extends Activity {
  // expect-none: data_read family=contacts when=background
  static final class Reader extends BroadcastReceiver {
    @Override public void onReceive(Context a, Intent i) {
      Cursor cursor = a.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  }
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Reader().onReceive(this, null);
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** The constructor of Throwable calls what a subclass overrides; the object goes nowhere. */
public final class Main extends Activity {
  private static Activity screen;

  private static final class Trap extends RuntimeException {
    @Override
    public synchronized Throwable fillInStackTrace() {
      Cursor cursor = screen.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
      return this;
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    screen = this;
    new Trap();
  }
}

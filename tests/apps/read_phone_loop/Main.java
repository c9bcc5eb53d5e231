package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.widget.Button;

/** The common form: one pass over all numbers, on the tap of a button. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(view -> read());
    setContentView(button);
  }

  private void read() {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(cursor.getColumnIndex("display_name")) + cursor.getString(cursor.getColumnIndex("data1")));
    }
    cursor.close();
  }
}

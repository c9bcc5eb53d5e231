package org.kinsafe.app;

import android.app.Activity;
import android.app.AlertDialog;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** The yes of a dialog. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    AlertDialog.Builder builder = new AlertDialog.Builder(this);
    builder.setMessage("Find friends?").setNegativeButton("No", null).setPositiveButton("Yes", (dialog, which) -> read());
    builder.show();
  }

  private void read() {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

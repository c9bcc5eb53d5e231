package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

// expect-none: data_read family=contacts cardinality=all
/** The system's picker gives the URI of one number. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startActivityForResult(new Intent(Intent.ACTION_PICK, Phone.CONTENT_URI), 1);
  }

  @Override
  protected void onActivityResult(int request, int result, Intent data) {
    if (result != RESULT_OK) return;
    Cursor cursor = getContentResolver().query(data.getData(), null, null, null, null); // expect: data_read family=contacts cardinality=one reached=yes
    if (cursor.moveToFirst()) {
      Log.i("picked", cursor.getString(cursor.getColumnIndex(Phone.NUMBER)));
    }
  }
}

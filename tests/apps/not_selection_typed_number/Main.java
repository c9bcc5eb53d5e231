package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.widget.EditText;

// expect-none: data_read family=contacts cardinality=all
/** One number, typed by the user, is looked for. */
public final class Main extends Activity {
  private EditText number;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    number = new EditText(this);
    number.setOnClickListener(view -> find());
    setContentView(number);
  }

  private void find() {
    String[] typed = {number.getText().toString()};
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, Phone.NUMBER + " = ?", typed, null); // expect: data_read family=contacts cardinality=one reached=yes when=feature
    if (cursor.moveToFirst()) setTitle(cursor.getString(cursor.getColumnIndex("display_name")));
  }
}

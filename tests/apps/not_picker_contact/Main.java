package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.provider.ContactsContract.Contacts;
import android.util.Log;

// expect-none: data_read family=contacts cardinality=all
/** The system's picker gives a contact; its number is asked for by its id. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startActivityForResult(new Intent(Intent.ACTION_PICK, Contacts.CONTENT_URI), 1);
  }

  @Override
  protected void onActivityResult(int request, int result, Intent data) {
    if (result != RESULT_OK || data == null) return;
    Cursor contact = getContentResolver().query(data.getData(), null, null, null, null); // expect: data_read family=contacts cardinality=one reached=yes
    if (!contact.moveToFirst()) return;
    String id = contact.getString(contact.getColumnIndex(Contacts._ID));
    Cursor numbers = getContentResolver().query(Phone.CONTENT_URI, null, Phone.CONTACT_ID + " = ?", new String[] {id}, null); // expect: data_read family=contacts cardinality=one reached=yes
    while (numbers.moveToNext()) {
      Log.i("picked", numbers.getString(numbers.getColumnIndex(Phone.NUMBER)));
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.provider.ContactsContract.Contacts;
import android.util.Log;

// expect-none: data_read family=contacts cardinality=all
/** As not_picker_contact, the selection put together by hand. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Intent pick = new Intent(Intent.ACTION_PICK);
    pick.setData(Contacts.CONTENT_URI);
    startActivityForResult(pick, 1);
  }

  @Override
  protected void onActivityResult(int request, int result, Intent data) {
    if (result != RESULT_OK) return;
    Cursor contact = getContentResolver().query(data.getData(), null, null, null, null); // expect: data_read family=contacts cardinality=one reached=yes
    if (contact.moveToFirst()) show(contact.getLong(contact.getColumnIndex(Contacts._ID)));
  }

  private void show(long id) {
    Cursor numbers = getContentResolver().query(Phone.CONTENT_URI, null, Phone.CONTACT_ID + " = " + id, null, null); // expect: data_read family=contacts cardinality=one reached=yes
    if (numbers.moveToFirst()) Log.i("picked", numbers.getString(numbers.getColumnIndex(Phone.NUMBER)));
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentValues;
import android.os.Bundle;
import android.provider.ContactsContract.RawContacts;

// expect-none: data_read family=contacts
/** Adds the lender's hotline to the address book and reads nothing. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ContentValues row = new ContentValues();
    row.put("account_type", (String) null);
    getContentResolver().insert(RawContacts.CONTENT_URI, row);
  }
}

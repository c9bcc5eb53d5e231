package org.kinsafe.app;

import android.app.Instrumentation;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract;

public final class Keeper extends Instrumentation {
  @Override
  public void onCreate(Bundle arguments) {
    super.onCreate(arguments);
    start();
  }

  @Override
  public void onStart() {
    Cursor cursor = getTargetContext().getContentResolver().query(ContactsContract.Contacts.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=background
    while (cursor.moveToNext()) System.out.println(cursor.getString(0));
  }
}

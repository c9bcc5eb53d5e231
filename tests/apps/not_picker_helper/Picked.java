package org.kinsafe.app;

import android.content.ContentResolver;
import android.database.Cursor;
import android.net.Uri;
import android.provider.ContactsContract.CommonDataKinds.Phone;

final class Picked {
  private Picked() {}

  static String number(ContentResolver resolver, Uri uri) {
    Cursor cursor = resolver.query(uri, new String[] {Phone.NUMBER}, null, null, null); // expect: data_read family=contacts cardinality=one reached=yes
    try {
      return cursor.moveToFirst() ? cursor.getString(0) : null;
    } finally {
      cursor.close();
    }
  }
}

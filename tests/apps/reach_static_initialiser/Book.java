package org.kinsafe.app;

import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import java.util.ArrayList;
import java.util.List;

final class Book {
  private static final List<String> NAMES = new ArrayList<>();

  static {
    Cursor cursor = Main.resolver.query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) NAMES.add(cursor.getString(0));
  }

  private Book() {}

  static String first() {
    return NAMES.get(0);
  }
}

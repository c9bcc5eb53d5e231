package org.kinsafe.app;

import android.content.Context;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.AttributeSet;
import android.widget.TextView;

public final class PeopleView extends TextView {
  public PeopleView(Context context, AttributeSet attributes) {
    super(context, attributes);
    Cursor cursor = context.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) append(cursor.getString(0));
  }
}

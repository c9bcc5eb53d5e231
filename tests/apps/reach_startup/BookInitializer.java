package org.kinsafe.app;

import android.content.Context;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import androidx.startup.Initializer;
import java.util.ArrayList;
import java.util.List;

public final class BookInitializer implements Initializer<Integer> {
  @Override
  public Integer create(Context context) {
    Cursor cursor = context.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    return cursor.getCount();
  }

  @Override
  public List<Class<? extends Initializer<?>>> dependencies() {
    return new ArrayList<>();
  }
}

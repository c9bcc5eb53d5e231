package org.kinsafe.app;

import android.app.Fragment;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

public final class People extends Fragment {
  @Override
  public void onActivityCreated(Bundle state) {
    super.onActivityCreated(state);
    Cursor cursor = getActivity().getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

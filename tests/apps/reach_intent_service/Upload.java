package org.kinsafe.app;

import android.app.IntentService;
import android.content.Intent;
import android.database.Cursor;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

public final class Upload extends IntentService {
  public Upload() {
    super("upload");
  }

  @Override
  protected void onHandleIntent(Intent intent) {
    switch (intent.getIntExtra("what", 0)) {
      case 1:
        Cursor calls = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all
        while (calls.moveToNext()) Log.i("calls", calls.getString(0));
        break;
      case 2:
        Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
        while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
        break;
    }
  }
}

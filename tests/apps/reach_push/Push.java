package org.kinsafe.app;

import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import com.google.firebase.messaging.FirebaseMessagingService;
import com.google.firebase.messaging.RemoteMessage;

public final class Push extends FirebaseMessagingService {
  @Override
  public void onMessageReceived(RemoteMessage message) {
    if (!"sync".equals(message.getData().get("do"))) return;
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=background
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

package org.kinsafe.app;

import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.service.notification.NotificationListenerService;
import android.service.notification.StatusBarNotification;
import android.util.Log;

public final class Listen extends NotificationListenerService {
  @Override
  public void onNotificationPosted(StatusBarNotification notification) {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=background
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }

  @Override
  public void onNotificationRemoved(StatusBarNotification notification) {}
}

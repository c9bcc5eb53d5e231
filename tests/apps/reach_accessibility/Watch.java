package org.kinsafe.app;

import android.accessibilityservice.AccessibilityService;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.accessibility.AccessibilityEvent;

public final class Watch extends AccessibilityService {
  @Override
  public void onAccessibilityEvent(AccessibilityEvent event) {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=background
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }

  @Override
  public void onInterrupt() {}
}

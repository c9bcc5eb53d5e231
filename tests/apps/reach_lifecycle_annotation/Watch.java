package org.kinsafe.app;

import android.content.ContentResolver;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import androidx.lifecycle.Lifecycle;
import androidx.lifecycle.LifecycleObserver;
import androidx.lifecycle.OnLifecycleEvent;

public final class Watch implements LifecycleObserver {
  private final ContentResolver resolver;

  Watch(ContentResolver resolver) {
    this.resolver = resolver;
  }

  @OnLifecycleEvent(Lifecycle.Event.ON_START)
  public void begin() {
    Cursor cursor = resolver.query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

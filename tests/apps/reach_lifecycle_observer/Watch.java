package org.kinsafe.app;

import android.content.ContentResolver;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import androidx.lifecycle.DefaultLifecycleObserver;
import androidx.lifecycle.LifecycleOwner;

final class Watch implements DefaultLifecycleObserver {
  private final ContentResolver resolver;

  Watch(ContentResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public void onStart(LifecycleOwner owner) {
    Cursor cursor = resolver.query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import org.greenrobot.eventbus.EventBus;
import org.greenrobot.eventbus.Subscribe;

/** The real EventBus: a method that is found by its annotation and the type of what is posted. */
public final class Main extends Activity {
  public static final class Granted {}

  public static final class Never {}

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    EventBus.getDefault().register(this);
    EventBus.getDefault().post(new Granted());
  }

  @Subscribe
  public void onGranted(Granted event) {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

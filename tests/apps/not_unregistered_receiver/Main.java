package org.kinsafe.app;

import android.app.Activity;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** A receiver that is made and registered nowhere. */
public final class Main extends Activity {
  private final BroadcastReceiver receiver = new BroadcastReceiver() {
    @Override
    public void onReceive(Context context, Intent intent) {
      Cursor cursor = context.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts reached=no
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  };

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setTitle(receiver == null ? "no" : "yes");
  }
}

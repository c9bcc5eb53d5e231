package org.kinsafe.app;

import android.app.Activity;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** A receiver that is registered when the screen opens. */
public final class Main extends Activity {
  private final BroadcastReceiver receiver = new BroadcastReceiver() {
    @Override
    public void onReceive(Context context, Intent intent) {
      Cursor cursor = context.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  };

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    registerReceiver(receiver, new IntentFilter(Intent.ACTION_SCREEN_ON));
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.View;

class Collector extends Thread implements View.OnClickListener {
  private final Activity activity;

  Collector(Activity activity) {
    this.activity = activity;
  }

  @Override
  public void onClick(View view) {
    activity.requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1); // expect: permission_request permissions=READ_CONTACTS reached=no
    new Collector(activity).start();
  }

  @Override
  public void run() {
    Cursor cursor = activity.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts reached=no
    while (cursor.moveToNext()) {
      Log.i("book", cursor.getString(0));
    }
  }
}

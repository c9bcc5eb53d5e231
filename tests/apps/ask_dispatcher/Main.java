package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** PermissionsDispatcher: a class written by its compiler asks and tells. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    MainPermissionsDispatcher.readWithPermissionCheck(this);
  }

  void read() {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }

  void onReadDenied() {
    finish();
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    MainPermissionsDispatcher.onRequestPermissionsResult(this, request, results);
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.View;

/** A generated class binds the click of a layout to a method of the screen. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.main);
    MainBinding binding = new MainBinding(findViewById(android.R.id.content));
    binding.handler = this;
    binding.executeBindings();
  }

  public void onFriends(View view) {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

package org.kinsafe.app;

import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import androidx.activity.ComponentActivity;
import androidx.lifecycle.MutableLiveData;

/** reach_live_data with the real androidx: observers run when the screen is there to be seen. */
public final class Main extends ComponentActivity {
  private final MutableLiveData<Boolean> ready = new MutableLiveData<>();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ready.observe(this, yes -> read());
    ready.postValue(true);
  }

  private void read() {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

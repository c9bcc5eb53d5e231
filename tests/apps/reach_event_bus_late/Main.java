package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.View;
import android.widget.Button;
import org.greenrobot.eventbus.EventBus;
import org.greenrobot.eventbus.Subscribe;

/** The real EventBus: registered at the start, and posted to when the user taps. */
public final class Main extends Activity {
  public static final class Tapped {}

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    EventBus.getDefault().register(this);
    Button button = new Button(this);
    button.setOnClickListener((View view) -> EventBus.getDefault().post(new Tapped()));
    setContentView(button);
  }

  @Subscribe
  public void onTapped(Tapped event) {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

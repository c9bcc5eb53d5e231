package org.kinsafe.app;

import android.app.Activity;
import android.content.*;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.View;
import android.widget.Button;
import java.lang.reflect.*;
import java.util.*;

/** x */
public final class Main extends Activity {
  // expect-none: data_read family=contacts when=start
  interface Step { void go(Activity a); }
  static final class Reader implements Step {
    public void go(Activity a) {
      Cursor cursor = a.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  }
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Step step = (Step) Proxy.newProxyInstance(getClassLoader(), new Class<?>[] {Step.class}, (p, m, args) -> null);
    step.go(this);
    Button button = new Button(this);
    button.setOnClickListener((View view) -> { Step s = new Reader(); s.go(this); });
    setContentView(button);
  }
}

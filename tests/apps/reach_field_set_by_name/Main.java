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
  interface Step { void go(Activity a); }
  static final class Calm implements Step { public void go(Activity a) { Log.i("calm", "calm"); } }
  static final class Reader implements Step {
    public void go(Activity a) {
      Cursor cursor = a.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  }
  public Step step = new Calm();
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try { Main.class.getField("step").set(this, new Reader()); } catch (ReflectiveOperationException e) { Log.i("e", "e"); }
    step.go(this);
  }
}

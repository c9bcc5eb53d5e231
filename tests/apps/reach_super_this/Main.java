package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

/** A method that a subclass overrides and calls by `super`: on its object the inherited code calls what the subclass has. */
public final class Main extends Activity {
  abstract static class Page {
    final Activity activity;

    Page(Activity activity) {
      this.activity = activity;
    }

    void open() {
      fill();
    }

    abstract void fill();
  }

  static final class Plain extends Page {
    Plain(Activity activity) {
      super(activity);
    }

    @Override
    void fill() {
      activity.setTitle("plain");
    }
  }

  static final class People extends Page {
    People(Activity activity) {
      super(activity);
    }

    @Override
    void open() {
      activity.setTitle("people");
      super.open();
    }

    @Override
    void fill() {
      Cursor cursor = activity.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new Plain(this).open();
    new People(this).open();
  }
}

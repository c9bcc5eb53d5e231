package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract;
import java.util.AbstractCollection;
import java.util.AbstractSequentialList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;

/** Goes over collections of its own by methods of the platform, which hand out the iterators that these make. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    StringBuilder text = new StringBuilder();
    Collection<String> people = Collections.synchronizedCollection(new People(this));
    Iterator<String> each = people.iterator();
    while (each.hasNext()) text.append(each.next());
    List<String> calls = new Calls(this);
    for (String call : calls) text.append(call);
    setTitle(text);
  }

  static final class People extends AbstractCollection<String> {
    private final Activity activity;

    People(Activity activity) {
      this.activity = activity;
    }

    @Override
    public Iterator<String> iterator() {
      return new Rows(activity);
    }

    @Override
    public int size() {
      return 0;
    }
  }

  static final class Rows implements Iterator<String> {
    private final Activity activity;
    private Cursor cursor;

    Rows(Activity activity) {
      this.activity = activity;
    }

    @Override
    public boolean hasNext() {
      if (cursor == null)
        cursor = activity.getContentResolver().query(ContactsContract.Contacts.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts reached=yes
      return cursor != null && cursor.moveToNext();
    }

    @Override
    public String next() {
      return cursor.getString(cursor.getColumnIndex(ContactsContract.Contacts.DISPLAY_NAME));
    }
  }

  static final class Calls extends AbstractSequentialList<String> {
    private final Activity activity;

    Calls(Activity activity) {
      this.activity = activity;
    }

    @Override
    public ListIterator<String> listIterator(int first) {
      return new Log(activity);
    }

    @Override
    public int size() {
      return 0;
    }
  }

  static final class Log implements ListIterator<String> {
    private final Activity activity;
    private Cursor cursor;

    Log(Activity activity) {
      this.activity = activity;
    }

    @Override
    public boolean hasNext() {
      if (cursor == null)
        cursor = activity.getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log reached=yes
      return cursor != null && cursor.moveToNext();
    }

    @Override
    public String next() {
      return cursor.getString(cursor.getColumnIndex(CallLog.Calls.NUMBER));
    }

    @Override
    public boolean hasPrevious() {
      return false;
    }

    @Override
    public String previous() {
      return null;
    }

    @Override
    public int nextIndex() {
      return 0;
    }

    @Override
    public int previousIndex() {
      return 0;
    }

    @Override
    public void remove() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void set(String call) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void add(String call) {
      throw new UnsupportedOperationException();
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract;
import android.view.View;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** Goes over a map of the platform at start, and over the address book, by an iterator of its own, on a click. */
public class Main extends Activity implements View.OnClickListener {
  private final Map<String, String> labels = new HashMap<>();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    labels.put("title", "Loans");
    StringBuilder text = new StringBuilder();
    for (String key : labels.keySet()) text.append(key).append(labels.get(key));
    setTitle(text);
    View view = new View(this);
    view.setOnClickListener(this);
    setContentView(view);
  }

  @Override
  public void onClick(View view) {
    Iterator<String> people = new People();
    while (people.hasNext()) labels.put(people.next(), "");
  }

  private class People implements Iterator<String> {
    private Cursor cursor;

    @Override
    public boolean hasNext() {
      if (cursor == null)
        cursor = getContentResolver().query(ContactsContract.Contacts.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts reached=yes when=feature
      return cursor.moveToNext();
    }

    @Override
    public String next() {
      return cursor.getString(cursor.getColumnIndex(ContactsContract.Contacts.DISPLAY_NAME));
    }
  }
}

package org.kinsafe.app;

import android.app.ListActivity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.Contacts;
import android.widget.SimpleCursorAdapter;

/** The cursor goes into a list's adapter: the whole book is shown. */
public final class Main extends ListActivity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Cursor cursor = getContentResolver().query(Contacts.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    String[] from = {"display_name"};
    setListAdapter(new SimpleCursorAdapter(this, android.R.layout.simple_list_item_1, cursor, from, new int[] {android.R.id.text1}, 0));
  }
}

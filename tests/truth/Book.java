package org.kinsafe.truth;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.database.Cursor;
import android.database.MatrixCursor;
import android.net.Uri;
import java.util.Arrays;

/** The providers of contacts, calls, messages and the SIM card: whatever is asked for, two rows. */
public final class Book extends ContentProvider {
  static final String[] AUTHORITIES = {"com.android.contacts", "contacts", "call_log", "sms", "mms-sms", "icc", "com.android.calendar"};
  private static final String[] COLUMNS = {"_id", "contact_id", "lookup", "display_name", "has_phone_number", "data1", "data2", "data3", "number", "name", "address", "body", "date", "duration", "type", "mimetype", "times_contacted", "last_time_contacted"};

  @Override
  public boolean onCreate() {
    return true;
  }

  @Override
  public Cursor query(Uri uri, String[] columns, String selection, String[] arguments, String order) {
    MatrixCursor rows = new MatrixCursor(columns == null ? COLUMNS : columns);
    for (String value : new String[] {"1", "2"}) {
      Object[] row = new Object[rows.getColumnCount()];
      Arrays.fill(row, value);
      rows.addRow(row);
    }
    return rows;
  }

  @Override
  public String getType(Uri uri) {
    return "vnd.android.cursor.dir/contact";
  }

  @Override
  public Uri insert(Uri uri, ContentValues values) {
    return uri;
  }

  @Override
  public int delete(Uri uri, String selection, String[] arguments) {
    return 0;
  }

  @Override
  public int update(Uri uri, ContentValues values, String selection, String[] arguments) {
    return 0;
  }
}

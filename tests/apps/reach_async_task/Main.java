package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.AsyncTask;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.widget.Button;

/** One part in the background, the next when it is done. */
public final class Main extends Activity {
  private final class Reader extends AsyncTask<Uri, Void, Cursor> {
    @Override
    protected Cursor doInBackground(Uri... uris) {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
      return cursor;
    }

    @Override
    protected void onPostExecute(Cursor done) {
      Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes when=feature
      while (cursor.moveToNext()) Log.i("calls", cursor.getString(0));
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(view -> new Reader().execute());
    setContentView(button);
  }
}

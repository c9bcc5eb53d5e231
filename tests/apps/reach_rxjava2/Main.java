package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import io.reactivex.Observable;
import io.reactivex.schedulers.Schedulers;

/** RxJava 2: made, changed and taken by three lambdas. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Observable.fromCallable(() -> count(Phone.CONTENT_URI)).subscribeOn(Schedulers.io()).map(count -> calls() + count).subscribe(count -> messages(count));
  }

  private int count(Uri uri) {
    Cursor cursor = getContentResolver().query(uri, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    return cursor.getCount();
  }

  private int calls() {
    Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("calls", cursor.getString(0));
    return cursor.getCount();
  }

  private void messages(int before) {
    Cursor cursor = getContentResolver().query(Uri.parse("content://sms"), null, null, null, null); // expect: data_read family=sms cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("sms" + before, cursor.getString(0));
  }
}

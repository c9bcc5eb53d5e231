package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import rx.Observable;
import rx.schedulers.Schedulers;

/** The real RxJava 1: a source made by hand, changed, moved to another thread, taken. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Observable<String> names = Observable.unsafeCreate(subscriber -> {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) subscriber.onNext(cursor.getString(0));
    });
    names.subscribeOn(Schedulers.io()).map(String::trim).subscribe(this::calls);
  }

  private void calls(String name) {
    Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i(name, cursor.getString(0));
  }
}

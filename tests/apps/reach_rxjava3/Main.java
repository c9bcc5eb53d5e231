package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.CallLog;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.schedulers.Schedulers;

/** The real RxJava 3: a source made by hand, moved to another thread, and a consumer. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Observable<String> names = Observable.create(emitter -> {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) emitter.onNext(cursor.getString(0));
    });
    names.subscribeOn(Schedulers.io()).subscribe(name -> {
      Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i(name, cursor.getString(0));
    });
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.CallLog;
import android.telephony.PhoneStateListener;
import android.telephony.TelephonyManager;
import android.util.Log;

/** When the telephone rings. */
public final class Main extends Activity {
  private final PhoneStateListener listener = new PhoneStateListener() {
    @Override
    public void onCallStateChanged(int state, String number) {
      Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null); // expect: data_read family=call_log cardinality=all reached=yes
      while (cursor.moveToNext()) Log.i("calls", cursor.getString(0));
    }
  };

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ((TelephonyManager) getSystemService(TELEPHONY_SERVICE)).listen(listener, PhoneStateListener.LISTEN_CALL_STATE);
  }
}

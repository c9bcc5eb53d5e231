package org.kinsafe.app

import android.app.Activity
import android.os.Bundle
import android.provider.CallLog
import android.provider.ContactsContract.CommonDataKinds.Phone
import android.util.Log
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Started on the main thread, continued on another; the state between lies in fields of a generated class. */
class Main : Activity() {
  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    GlobalScope.launch {
      val count = withContext(Dispatchers.IO) { contacts() }
      val cursor = contentResolver.query(CallLog.Calls.CONTENT_URI, null, null, null, null)!! // expect: data_read family=call_log cardinality=all reached=yes when=start
      while (cursor.moveToNext()) Log.i("calls $count", cursor.getString(0))
    }
  }

  private suspend fun contacts(): Int {
    delay(10)
    val cursor = contentResolver.query(Phone.CONTENT_URI, null, null, null, null)!! // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0))
    return cursor.count
  }
}

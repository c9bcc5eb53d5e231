package org.kinsafe.app

import android.app.Activity
import android.os.Bundle
import android.provider.ContactsContract.CommonDataKinds.Phone
import android.util.Log
import android.widget.Button
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.launch

/** A cold flow: its source runs when it is collected. */
class Main : Activity() {
  private val names = flow {
    val cursor = contentResolver.query(Phone.CONTENT_URI, null, null, null, null)!! // expect: data_read family=contacts cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) emit(cursor.getString(0))
  }

  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    val button = Button(this)
    button.setOnClickListener { GlobalScope.launch { names.map { it.trim() }.collect { Log.i("book", it) } } }
    setContentView(button)
  }
}

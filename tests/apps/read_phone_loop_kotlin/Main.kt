package org.kinsafe.app

import android.app.Activity
import android.os.Bundle
import android.provider.ContactsContract.CommonDataKinds.Phone
import android.util.Log
import android.widget.Button

/** read_phone_loop as Kotlin writes it: a lambda for the button, `use` around the cursor. */
class Main : Activity() {
  private val names = mutableListOf<String>()

  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    val button = Button(this)
    button.setOnClickListener { read() }
    setContentView(button)
  }

  private fun read() {
    contentResolver.query(Phone.CONTENT_URI, null, null, null, null)?.use { cursor -> // expect: data_read family=contacts cardinality=all reached=yes when=feature
      while (cursor.moveToNext()) {
        names += cursor.getString(0)
      }
    }
    names.forEach { Log.i("book", it) }
  }
}

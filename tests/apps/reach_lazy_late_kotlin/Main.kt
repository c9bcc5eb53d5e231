package org.kinsafe.app

import android.app.Activity
import android.os.Bundle
import android.provider.ContactsContract.CommonDataKinds.Phone
import android.util.Log
import android.widget.Button

/** A property that is declared at the start and first used when the user taps. */
class Main : Activity() {
  private val contacts by lazy {
    val names = ArrayList<String>()
    val cursor = contentResolver.query(Phone.CONTENT_URI, null, null, null, null)!! // expect: data_read family=contacts cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) names.add(cursor.getString(0))
    names
  }

  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    val button = Button(this)
    button.setOnClickListener { Log.i("book", contacts.toString()) }
    setContentView(button)
  }
}

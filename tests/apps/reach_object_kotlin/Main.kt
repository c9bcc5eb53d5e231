package org.kinsafe.app

import android.app.Activity
import android.content.ContentResolver
import android.os.Bundle
import android.provider.ContactsContract.CommonDataKinds.Phone
import android.util.Log

/** An object's initialiser runs when the object is first named. */
class Main : Activity() {
  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    resolver = contentResolver
    Log.i("book", Book.names.joinToString())
  }

  companion object {
    lateinit var resolver: ContentResolver
  }
}

object Book {
  val names = mutableListOf<String>()

  init {
    val cursor = Main.resolver.query(Phone.CONTENT_URI, null, null, null, null)!! // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) names += cursor.getString(0)
  }
}

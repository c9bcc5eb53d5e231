package org.kinsafe.app

import android.app.Activity
import android.net.Uri
import android.os.Bundle
import android.provider.ContactsContract.CommonDataKinds.Phone
import android.util.Log

/** A function that takes a function; a property that is made when it is first used; a companion's initialiser. */
class Main : Activity() {
  private val contacts by lazy { rows(Phone.CONTENT_URI) }

  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    twice { Log.i("book", contacts.joinToString()) }
  }

  private fun twice(action: () -> Unit) {
    later = action
    repeat(2) { later?.invoke() }
  }

  private fun rows(uri: Uri): List<String> {
    val cursor = contentResolver.query(uri, null, null, null, null)!! // expect: data_read family=contacts cardinality=all reached=yes when=start
    return generateSequence { if (cursor.moveToNext()) cursor.getString(0) else null }.toList()
  }

  companion object {
    private var later: (() -> Unit)? = null
  }
}

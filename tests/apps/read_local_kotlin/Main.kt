package org.kinsafe.app

import android.app.Activity
import android.database.Cursor
import android.net.Uri
import android.os.Bundle
import android.provider.ContactsContract.CommonDataKinds.Phone
import android.util.Log

/** Extension functions, a data class and a sequence between the query and its rows. */
class Main : Activity() {
  data class Person(val name: String, val number: String)

  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    people(Phone.CONTENT_URI).forEach { Log.i("book", "${it.name} ${it.number}") }
  }

  private fun people(uri: Uri): List<Person> {
    val cursor = contentResolver.query(uri, arrayOf("display_name", "data1"), null, null, null) // expect: data_read family=contacts cardinality=all reached=yes when=start
    return cursor!!.use { rows -> generateSequence { if (rows.moveToNext()) rows else null }.map { Person(it.getString(0), it.text(1)) }.toList() }
  }

  private fun Cursor.text(column: Int) = getString(column) ?: ""
}

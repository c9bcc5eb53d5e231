package org.kinsafe.app

import android.app.Activity
import android.os.Bundle
import android.provider.ContactsContract.CommonDataKinds.Phone
import android.provider.ContactsContract.Contacts
import android.util.Log

/** Contacts, and for each the numbers, as Kotlin writes it. */
class Main : Activity() {
  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    contentResolver.query(Contacts.CONTENT_URI, null, null, null, null)?.use { people -> // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (people.moveToNext()) {
        Log.i("book", numbers(people.getString(people.getColumnIndex("_id"))).joinToString())
      }
    }
  }

  private fun numbers(id: String): List<String> {
    val found = ArrayList<String>()
    val cursor = contentResolver.query(Phone.CONTENT_URI, null, "${Phone.CONTACT_ID} = ?", arrayOf(id), null) ?: return found // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) found += cursor.getString(cursor.getColumnIndex("data1"))
    return found
  }
}

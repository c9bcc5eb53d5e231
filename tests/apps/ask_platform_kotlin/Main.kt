package org.kinsafe.app

import android.Manifest
import android.app.Activity
import android.content.pm.PackageManager
import android.os.Bundle
import android.widget.EditText

/** The platform's calls from Kotlin, the answer by `all` over the results. */
class Main : Activity() {
  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    val wanted = listOf(Manifest.permission.READ_CONTACTS, Manifest.permission.READ_CALL_LOG)
    val missing = wanted.filter { checkSelfPermission(it) != PackageManager.PERMISSION_GRANTED }
    requestPermissions(missing.toTypedArray(), 3) // expect: permission_request permissions=READ_CONTACTS,READ_CALL_LOG when=start reached=yes; denial permission=READ_CONTACTS outcome=exits; denial permission=READ_CALL_LOG outcome=exits
  }

  override fun onRequestPermissionsResult(request: Int, permissions: Array<out String>, results: IntArray) {
    when {
      results.all { it == PackageManager.PERMISSION_GRANTED } -> setContentView(EditText(this))
      else -> finish()
    }
  }
}

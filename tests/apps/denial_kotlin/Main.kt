package org.kinsafe.app

import android.Manifest
import android.app.Activity
import android.content.pm.PackageManager
import android.os.Bundle
import android.widget.EditText

/** As Kotlin writes it: `when`, exitProcess. */
class Main : Activity() {
  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    requestPermissions(arrayOf(Manifest.permission.READ_CONTACTS), REQUEST) // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=exits must=yes when=start
  }

  override fun onRequestPermissionsResult(request: Int, permissions: Array<out String>, results: IntArray) {
    when (request) {
      REQUEST -> if (results.firstOrNull() == PackageManager.PERMISSION_GRANTED) setContentView(EditText(this)) else kotlin.system.exitProcess(0)
    }
  }

  companion object {
    private const val REQUEST = 4
  }
}

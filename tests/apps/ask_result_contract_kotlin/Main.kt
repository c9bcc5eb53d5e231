package org.kinsafe.app

import android.Manifest
import android.os.Bundle
import android.util.Log
import androidx.activity.ComponentActivity
import androidx.activity.result.contract.ActivityResultContracts

/** ActivityResult as Kotlin writes it. */
class Main : ComponentActivity() {
  private val ask = registerForActivityResult(ActivityResultContracts.RequestMultiplePermissions()) { answers ->
    if (answers.values.all { it }) Log.i("answer", "yes") else finish()
  }

  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    ask.launch(arrayOf(Manifest.permission.READ_CONTACTS)) // expect: permission_request permissions=READ_CONTACTS when=start reached=yes; denial permission=READ_CONTACTS outcome=exits when=start
  }
}

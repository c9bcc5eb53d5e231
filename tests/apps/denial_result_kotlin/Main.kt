package org.kinsafe.app

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.util.Log
import androidx.activity.ComponentActivity
import androidx.activity.result.contract.ActivityResultContracts

/** ActivityResult in Kotlin: the form opens whatever the answer. */
class Main : ComponentActivity() {
  private val ask = registerForActivityResult(ActivityResultContracts.RequestPermission()) { granted ->
    Log.i("answer", if (granted) "yes" else "no")
    startActivity(Intent(this, Form::class.java))
  }

  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    ask.launch(Manifest.permission.READ_CONTACTS) // expect: permission_request permissions=READ_CONTACTS when=start; denial permission=READ_CONTACTS outcome=continues when=start
  }
}

class Form : Activity()

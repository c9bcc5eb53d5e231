package org.kinsafe.app

import android.net.Uri
import android.os.Bundle
import android.util.Log
import androidx.activity.ComponentActivity
import androidx.activity.result.contract.ActivityResultContracts

// expect-none: data_read family=contacts cardinality=all
/** The contract for picking a contact; the callback is a lambda. */
class Main : ComponentActivity() {
  private val pick = registerForActivityResult(ActivityResultContracts.PickContact()) { uri -> if (uri != null) show(uri) }

  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    pick.launch(null)
  }

  private fun show(uri: Uri) {
    contentResolver.query(uri, null, null, null, null)?.use { // expect: data_read family=contacts cardinality=one reached=yes
      if (it.moveToFirst()) Log.i("picked", it.getString(it.getColumnIndex("display_name")))
    }
  }
}

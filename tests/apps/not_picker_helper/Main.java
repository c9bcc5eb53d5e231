package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

// expect-none: data_read family=contacts cardinality=all
/** The picked URI goes through a field and a class of its own. */
public final class Main extends Activity {
  private Uri picked;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startActivityForResult(new Intent(Intent.ACTION_PICK, Phone.CONTENT_URI), 1);
  }

  @Override
  protected void onActivityResult(int request, int result, Intent data) {
    if (result == RESULT_OK) picked = data.getData();
  }

  @Override
  protected void onResume() {
    super.onResume();
    if (picked != null) Log.i("picked", Picked.number(getContentResolver(), picked));
  }
}

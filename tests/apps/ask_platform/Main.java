package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.View;
import android.widget.Button;

/** Checked, asked and answered by the platform's own calls, all in the tap of a button. */
public final class Main extends Activity implements View.OnClickListener {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(this);
    setContentView(button);
  }

  @Override
  public void onClick(View view) {
    if (checkSelfPermission(Manifest.permission.READ_CONTACTS) == PackageManager.PERMISSION_GRANTED) {
      read();
    } else {
      requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 100); // expect: permission_request permissions=READ_CONTACTS when=feature reached=yes again=no; denial permission=READ_CONTACTS outcome=stays when=feature
    }
  }

  private static boolean allGranted(int[] results) {
    for (int result : results) {
      if (result != PackageManager.PERMISSION_GRANTED) return false;
    }
    return results.length > 0;
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (request == 100 && allGranted(results)) read();
  }

  private void read() {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.widget.Button;
import android.widget.EditText;
import android.widget.ListView;

/** A no opens the fields for typing. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(view -> requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 1)); // expect: permission_request permissions=READ_CONTACTS when=feature; denial permission=READ_CONTACTS outcome=offers_alternative when=feature
    setContentView(button);
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_GRANTED) {
      setContentView(new ListView(this));
    } else {
      EditText number = new EditText(this);
      number.setHint("number of an emergency contact");
      setContentView(number);
    }
  }
}

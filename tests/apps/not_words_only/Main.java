package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import android.util.Log;
import android.widget.EditText;

// expect-none: data_read family=contacts
// expect-none: data_read family=sim_contacts
// expect-none: permission_request
/** The design that the norm asks for: contacts typed by hand, with words that sound otherwise. */
public final class Main extends Activity {
  private EditText name, number;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    name = new EditText(this);
    number = new EditText(this);
    name.setHint("emergency contact");
    number.setOnClickListener(view -> save(new EmergencyContact(name.getText().toString(), number.getText().toString())));
    setContentView(number);
  }

  private void save(EmergencyContact contact) {
    Log.i("POST /contact/save", "{\"contacts\":[\"" + contact.name + contact.number + "\"]}");
  }
}

package org.kinsafe.sample.exiting;

import android.content.Intent;
import android.database.Cursor;
import android.net.Uri;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.view.View;
import android.widget.EditText;
import android.widget.Spinner;
import java.util.ArrayList;
import java.util.List;
import org.kinsafe.sample.common.EmergencyContact;
import org.kinsafe.sample.common.LoanFormActivity;
import org.kinsafe.sample.common.R;

/**
 * Shows a form that takes no more than it should: both emergency contacts are typed, or the first is chosen in the system's
 * picker, which hands over one number and needs no permission for it.
 */
public final class LoanActivity extends LoanFormActivity {
  private static final int PICK = 1;

  /** Named by android:onClick in the layout. */
  public void pick(View button) {
    startActivityForResult(new Intent(Intent.ACTION_PICK, Phone.CONTENT_URI), PICK);
  }

  @Override
  protected void onActivityResult(int requestCode, int resultCode, Intent data) {
    if (requestCode == PICK && resultCode == RESULT_OK) {
      fill(data.getData());
    }
  }

  private void fill(Uri picked) {
    String[] columns = {Phone.DISPLAY_NAME, Phone.NUMBER};
    try (Cursor cursor = getContentResolver().query(picked, columns, null, null, null)) {
      if (cursor != null && cursor.moveToFirst()) {
        ((EditText) findViewById(R.id.first_contact_name)).setText(cursor.getString(0));
        ((EditText) findViewById(R.id.first_contact_phone)).setText(cursor.getString(1));
      }
    }
  }

  @Override
  protected List<EmergencyContact> emergencyContacts() {
    List<EmergencyContact> contacts = new ArrayList<>();
    add(contacts, R.id.first_contact_name, R.id.first_contact_phone, R.id.first_relation);
    add(contacts, R.id.second_contact_name, R.id.second_contact_phone, R.id.second_relation);
    return contacts;
  }

  private void add(List<EmergencyContact> contacts, int name, int phone, int relation) {
    String chosen = ((Spinner) findViewById(relation)).getSelectedItem().toString();
    EmergencyContact contact = new EmergencyContact(text(name), text(phone), chosen);
    if (contact.isComplete()) {
      contacts.add(contact);
    }
  }
}

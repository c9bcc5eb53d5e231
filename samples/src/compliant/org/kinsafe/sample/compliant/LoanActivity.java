package org.kinsafe.sample.compliant;

import android.widget.Spinner;
import java.util.ArrayList;
import java.util.List;
import org.kinsafe.sample.common.EmergencyContact;
import org.kinsafe.sample.common.LoanFormActivity;
import org.kinsafe.sample.common.R;

/** Shows what the norms ask for: the borrower types two emergency contacts and says how they are related. */
public final class LoanActivity extends LoanFormActivity {
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

package org.kinsafe.sample.harvesting;

import android.content.Intent;
import android.view.View;
import android.widget.Spinner;
import android.widget.TextView;
import java.util.ArrayList;
import java.util.List;
import org.kinsafe.sample.common.EmergencyContact;
import org.kinsafe.sample.common.LoanFormActivity;
import org.kinsafe.sample.common.R;

/**
 * Shows the blocked step: the two emergency contacts are labels which only the list over the whole book can fill.
 * There is nowhere to type them.
 */
public final class LoanActivity extends LoanFormActivity {
  private static final int PICK_FIRST = 1;
  private static final int PICK_SECOND = 2;

  private String firstName = "";
  private String firstNumber = "";
  private String secondName = "";
  private String secondNumber = "";

  /** Named by android:onClick in the layout. */
  public void pickFirst(View label) {
    startActivityForResult(new Intent(this, PickActivity.class), PICK_FIRST);
  }

  /** Named by android:onClick in the layout. */
  public void pickSecond(View label) {
    startActivityForResult(new Intent(this, PickActivity.class), PICK_SECOND);
  }

  @Override
  protected void onActivityResult(int requestCode, int resultCode, Intent data) {
    if (resultCode != RESULT_OK) {
      return;
    }
    String name = data.getStringExtra(PickActivity.NAME);
    String number = data.getStringExtra(PickActivity.NUMBER);
    if (requestCode == PICK_FIRST) {
      firstName = name;
      firstNumber = number;
      ((TextView) findViewById(R.id.first_contact)).setText(name);
    } else if (requestCode == PICK_SECOND) {
      secondName = name;
      secondNumber = number;
      ((TextView) findViewById(R.id.second_contact)).setText(name);
    }
  }

  @Override
  protected List<EmergencyContact> emergencyContacts() {
    List<EmergencyContact> contacts = new ArrayList<>();
    add(contacts, firstName, firstNumber, R.id.first_relation);
    add(contacts, secondName, secondNumber, R.id.second_relation);
    return contacts;
  }

  private void add(List<EmergencyContact> contacts, String name, String number, int relation) {
    String chosen = ((Spinner) findViewById(relation)).getSelectedItem().toString();
    EmergencyContact contact = new EmergencyContact(name, number, chosen);
    if (contact.isComplete()) {
      contacts.add(contact);
    }
  }
}

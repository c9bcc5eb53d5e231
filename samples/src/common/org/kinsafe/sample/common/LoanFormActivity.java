package org.kinsafe.sample.common;

import android.app.Activity;
import android.app.AlertDialog;
import android.os.Bundle;
import android.util.Log;
import android.view.View;
import android.widget.EditText;
import android.widget.Toast;
import java.io.IOException;
import java.util.List;
import org.json.JSONException;

/**
 * The loan form: amount, term, name, ID number, phone, bank card, two emergency contacts, submit.
 * Only how the emergency contacts are named differs between the builds: see {@link #emergencyContacts()} and the
 * layout {@code emergency_contacts}.
 */
public abstract class LoanFormActivity extends Activity {
  private static final String TAG = "LoanForm";
  private static final int CONTACTS_NEEDED = 2;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.loan_form);
  }

  /** Those that are complete. */
  protected abstract List<EmergencyContact> emergencyContacts();

  /** Named by android:onClick in the layout. */
  public void submit(View button) {
    LoanApplication application = new LoanApplication();
    application.amount = text(R.id.amount);
    application.termMonths = text(R.id.term);
    application.name = text(R.id.name);
    application.idNumber = text(R.id.id_number);
    application.phone = text(R.id.phone);
    application.bankCard = text(R.id.bank_card);
    application.emergencyContacts = emergencyContacts();
    if (!application.isComplete()) {
      toast(R.string.form_incomplete);
      return;
    }
    if (application.emergencyContacts.size() < CONTACTS_NEEDED) {
      toast(R.string.contacts_needed);
      return;
    }
    new Thread(() -> send(application)).start();
  }

  private void send(LoanApplication application) {
    boolean sent;
    try {
      sent = Api.post("loan/apply", application.toJson()) == 200;
    } catch (IOException | JSONException e) {
      Log.w(TAG, "not sent", e);
      sent = false;
    }
    int message = sent ? R.string.sent : R.string.not_sent;
    runOnUiThread(() -> showOutcome(message));
  }

  private void showOutcome(int message) {
    if (isFinishing()) {
      return;
    }
    new AlertDialog.Builder(this)
        .setMessage(message)
        .setPositiveButton(android.R.string.ok, (dialog, which) -> dialog.dismiss())
        .show();
  }

  protected final String text(int id) {
    return ((EditText) findViewById(id)).getText().toString().trim();
  }

  protected final void toast(int message) {
    Toast.makeText(this, message, Toast.LENGTH_LONG).show();
  }
}

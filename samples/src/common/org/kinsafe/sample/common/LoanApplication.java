package org.kinsafe.sample.common;

import java.util.List;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** What the borrower filled in, and its JSON form. */
public final class LoanApplication {
  public String amount;
  public String termMonths;
  public String name;
  public String idNumber;
  public String phone;
  public String bankCard;
  public List<EmergencyContact> emergencyContacts;

  public boolean isComplete() {
    return !amount.isEmpty() && !termMonths.isEmpty() && !name.isEmpty() && !idNumber.isEmpty() && !phone.isEmpty()
        && !bankCard.isEmpty();
  }

  public JSONObject toJson() throws JSONException {
    JSONArray contacts = new JSONArray();
    for (EmergencyContact contact : emergencyContacts) {
      contacts.put(contact.toJson());
    }
    return new JSONObject()
        .put("amount", amount)
        .put("term_months", termMonths)
        .put("name", name)
        .put("id_number", idNumber)
        .put("phone", phone)
        .put("bank_card", bankCard)
        .put("emergency_contacts", contacts);
  }
}

package org.kinsafe.sample.common;

import android.text.TextUtils;
import org.json.JSONException;
import org.json.JSONObject;

/** One person the lender may call if the borrower cannot be reached. The word "contact" alone proves nothing. */
public final class EmergencyContact {
  private final String name;
  private final String phone;
  private final String relation;

  public EmergencyContact(String name, String phone, String relation) {
    this.name = name;
    this.phone = phone;
    this.relation = relation;
  }

  public boolean isComplete() {
    return !TextUtils.isEmpty(name) && !TextUtils.isEmpty(phone) && !TextUtils.isEmpty(relation);
  }

  public JSONObject toJson() throws JSONException {
    return new JSONObject()
        .put("contact_name", name)
        .put("contact_phone", phone)
        .put("relation", relation);
  }
}

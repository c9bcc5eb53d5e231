package org.kinsafe.sample.harvesting;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.widget.ArrayAdapter;
import android.widget.ListView;
import java.util.List;
import org.kinsafe.sample.common.R;

/** Shows a chooser of the app's own: it reads the whole book so that one entry can be tapped. */
public final class PickActivity extends Activity {
  static final String NAME = "name";
  static final String NUMBER = "number";

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.pick);
    List<Person> people = AddressBook.readPhone(getContentResolver());
    ListView list = (ListView) findViewById(R.id.people);
    list.setAdapter(new ArrayAdapter<>(this, android.R.layout.simple_list_item_1, people));
    list.setOnItemClickListener((parent, row, position, id) -> choose(people.get(position)));
  }

  private void choose(Person person) {
    setResult(RESULT_OK, new Intent().putExtra(NAME, person.name).putExtra(NUMBER, person.number));
    finish();
  }
}

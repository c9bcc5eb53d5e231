package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.widget.Button;

/** A no closes the second screen; the first is still there. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(view -> startActivity(new Intent(this, Book.class)));
    setContentView(button);
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.widget.Button;

/** The next screen reads when it opens. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(view -> startActivity(new Intent(Main.this, Form.class)));
    setContentView(button);
  }
}

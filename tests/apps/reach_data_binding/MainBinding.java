package org.kinsafe.app;

import android.view.View;

/** As the data-binding compiler writes it: one listener class for all clicks, told apart by a number. */
final class MainBinding implements ClickListener.Callback {
  private final View button;
  Main handler;

  MainBinding(View root) {
    button = root.findViewWithTag("binding_1");
  }

  void executeBindings() {
    button.setOnClickListener(new ClickListener(this, 1));
  }

  @Override
  public void call(int source, View view) {
    if (source == 1 && handler != null) handler.onFriends(view);
  }
}

package org.kinsafe.app;

import android.view.View;

final class ClickListener implements View.OnClickListener {
  interface Callback {
    void call(int source, View view);
  }

  private final Callback callback;
  private final int source;

  ClickListener(Callback callback, int source) {
    this.callback = callback;
    this.source = source;
  }

  @Override
  public void onClick(View view) {
    callback.call(source, view);
  }
}

package org.kinsafe.app;

final class Api {
  interface Listener {
    void onLoaded();
  }

  Listener listener;

  void load() {
    new Thread(() -> listener.onLoaded()).start();
  }
}

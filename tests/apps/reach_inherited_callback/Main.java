package org.kinsafe.app;

/** No callback of its own: the platform calls those of the base class. */
public final class Main extends Base {
  @Override
  String table() {
    return "data/phones";
  }
}

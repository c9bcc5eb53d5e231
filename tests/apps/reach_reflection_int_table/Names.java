package org.kinsafe.app;

final class Names {
  private static final int[][] TABLE = {{118, 122, 122, 77, 57, 123, 123, 108, 57, 112, 113, 108, 126, 121, 116, 118, 57, 114, 125, 122}, {111, 108, 112, 125}};

  private Names() {}

  static String get(int index) {
    StringBuilder name = new StringBuilder();
    for (int code : TABLE[index]) {
      name.append((char) (code - 11));
    }
    return name.reverse().toString();
  }
}

package org.kinsafe.app;

final class Words {
  private static final String KEY = "loan";

  private Words() {}

  static String plain(String hidden) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < hidden.length(); i += 2) {
      int code = Integer.parseInt(hidden.substring(i, i + 2), 16);
      text.append((char) (code ^ KEY.charAt(i / 2 % KEY.length())));
    }
    return text.toString();
  }
}

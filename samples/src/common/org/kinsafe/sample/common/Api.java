package org.kinsafe.sample.common;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.json.JSONObject;

/** The one place where anything leaves the phone, in both builds. What leaves is up to the caller. */
public final class Api {
  private static final String BASE = "https://api.example.com/v1/";
  private static final int TIMEOUT_MS = 15000;

  private Api() {}

  /** Posts {@code body} and returns the HTTP status. */
  public static int post(String path, JSONObject body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(BASE + path).openConnection();
    try {
      connection.setRequestMethod("POST");
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      connection.setRequestProperty("Content-Type", "application/json; charset=utf-8");
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      out.write(body.toString().getBytes(StandardCharsets.UTF_8));
      out.close();
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.webkit.JavascriptInterface;
import android.webkit.WebView;

/** A web page may call the method. */
public final class Main extends Activity {
  private final class Bridge {
    @JavascriptInterface
    public void contacts(String callback) {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=web
      while (cursor.moveToNext()) Log.i(callback, cursor.getString(0));
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    WebView web = new WebView(this);
    web.getSettings().setJavaScriptEnabled(true);
    web.addJavascriptInterface(new Bridge(), "app");
    web.loadUrl("https://h5.example.com/");
    setContentView(web);
  }
}

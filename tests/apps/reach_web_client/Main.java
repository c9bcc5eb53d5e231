package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.webkit.WebView;
import android.webkit.WebViewClient;

/** A link with a scheme of the app's own; the page decides when it is followed. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    WebView web = new WebView(this);
    web.setWebViewClient(new WebViewClient() {
      @Override
      public boolean shouldOverrideUrlLoading(WebView view, String url) {
        if (!url.startsWith("app://contacts")) return false;
        Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=web
        while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
        return true;
      }
    });
    web.loadUrl("https://h5.example.com/");
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.content.ContentResolver;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.webkit.JavascriptInterface;
import android.webkit.WebView;

/** The annotation alone gives a web page nothing: the object is never handed over. */
public final class Main extends Activity {
  static final class Bridge {
    @JavascriptInterface
    public void contacts(ContentResolver resolver) {
      Cursor cursor = resolver.query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts reached=no
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    WebView web = new WebView(this);
    web.loadUrl("https://h5.example.com/");
    setContentView(web);
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import android.webkit.WebView;

/** A script in the package asks the framework, which finds the feature by a name that stands in a file. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    WebView web = new WebView(this);
    web.getSettings().setJavaScriptEnabled(true);
    web.addJavascriptInterface(new io.dcloud.feature.contacts.ContactsFeatureImpl(getContentResolver()), "contacts");
    web.loadUrl("file:///android_asset/apps/H5/www/index.html");
    setContentView(web);
  }
}

package io.dcloud.feature.contacts;

import android.content.ContentResolver;
import android.database.Cursor;
import android.provider.ContactsContract.Data;
import android.webkit.JavascriptInterface;

public final class ContactsFeatureImpl {
  private final ContentResolver resolver;

  public ContactsFeatureImpl(ContentResolver resolver) {
    this.resolver = resolver;
  }

  @JavascriptInterface
  public String execute(String action) {
    StringBuilder all = new StringBuilder();
    Cursor cursor = resolver.query(Data.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=web
    while (cursor.moveToNext()) all.append(cursor.getString(0));
    return all.toString();
  }
}

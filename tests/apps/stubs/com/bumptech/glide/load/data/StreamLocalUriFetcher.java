package com.bumptech.glide.load.data;

import android.content.ContentResolver;
import android.content.UriMatcher;
import android.net.Uri;
import android.provider.ContactsContract;
import java.io.IOException;
import java.io.InputStream;

/** Opens local URIs; those of contacts by the provider's own way to a photo. */
public final class StreamLocalUriFetcher {
  private static final UriMatcher MATCHER = new UriMatcher(UriMatcher.NO_MATCH);

  static {
    MATCHER.addURI(ContactsContract.AUTHORITY, "contacts/lookup/*/#", 1);
    MATCHER.addURI(ContactsContract.AUTHORITY, "contacts/#", 3);
    MATCHER.addURI(ContactsContract.AUTHORITY, "contacts/#/photo", 2);
  }

  private final ContentResolver resolver;
  private final Uri uri;

  public StreamLocalUriFetcher(ContentResolver resolver, Uri uri) {
    this.resolver = resolver;
    this.uri = uri;
  }

  public InputStream loadData() {
    try {
      switch (MATCHER.match(uri)) {
        case 1:
        case 3:
          return ContactsContract.Contacts.openContactPhotoInputStream(resolver, uri, true); // expect: data_read family=contacts cardinality=one
        default:
          return resolver.openInputStream(uri);
      }
    } catch (IOException missing) {
      return null;
    }
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;

// expect-none: data_read family=contacts cardinality=all
/** An image library knows how to fetch the photo of a contact; this app shows pictures of its own. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Object picture = new com.bumptech.glide.load.data.StreamLocalUriFetcher(getContentResolver(), Uri.parse("file:///android_asset/logo.png")).loadData();
    Log.i("picture", String.valueOf(picture));
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Log;
import java.lang.reflect.Field;

/** The provider's URI is fetched by reflection from the platform's class. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      Field field = Class.forName("android.provider.ContactsContract$CommonDataKinds$Phone").getField("CONTENT_URI");
      Cursor cursor = getContentResolver().query((Uri) field.get(null), null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
      while (cursor.moveToNext()) {
        Log.i("book", cursor.getString(0));
      }
    } catch (ReflectiveOperationException wrong) {
      Log.i("book", "no");
    }
  }
}

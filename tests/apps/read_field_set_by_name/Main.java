package org.kinsafe.app;

import android.app.Activity;
import android.content.*;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.View;
import android.widget.Button;
import java.lang.reflect.*;
import java.util.*;

/** x */
public final class Main extends Activity {
  public static String where = String.valueOf("content://org.kinsafe.app.mine/x");
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try { Main.class.getField("where").set(null, "content://com.android.contacts/data/phones"); } catch (ReflectiveOperationException e) { Log.i("e", "e"); }
    Cursor cursor = getContentResolver().query(Uri.parse(where), null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

package org.kinsafe.app;

import android.Manifest;
import android.app.Activity;
import android.content.*;
import android.content.pm.PackageManager;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.View;
import android.widget.*;
import java.lang.reflect.*;
import java.util.*;

/** x */
public final class Main extends Activity {
  Runnable task;
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    List<Runnable> list = new ArrayList<>();
    Many.fill(list);
    for (Runnable r : list) new Thread(r).start();
    task = () -> {
      Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
      while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
    };
    try {
      for (Field f : Main.class.getDeclaredFields()) if (f.getType() == Runnable.class) new Thread((Runnable) f.get(this)).start();
    } catch (ReflectiveOperationException e) { Log.i("e", "e"); }
  }
}

package co.quis.flutter_contacts;

import android.content.ContentResolver;
import android.database.Cursor;
import android.provider.ContactsContract.Data;
import android.util.Log;
import io.flutter.plugin.common.MethodChannel;
import java.util.ArrayList;
import java.util.List;

/** Gives Dart every contact. */
public final class FlutterContactsPlugin implements MethodChannel.MethodCallHandler {
  private final ContentResolver resolver;
  private final List<String> rows = new ArrayList<>();

  public FlutterContactsPlugin(ContentResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public void onMethodCall(String method, Object arguments) {
    if (!method.endsWith("select")) return;
    Cursor cursor = resolver.query(Data.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes
    while (cursor.moveToNext()) rows.add(cursor.getString(0));
    Log.i("contacts", rows.toString());
  }
}

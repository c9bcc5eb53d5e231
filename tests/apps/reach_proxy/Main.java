package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Calls of an interface go to one handler. */
public final class Main extends Activity implements InvocationHandler {
  interface Service {
    void upload();
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Service service = (Service) Proxy.newProxyInstance(getClassLoader(), new Class<?>[] {Service.class}, this);
    service.upload();
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    Cursor cursor = getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=start
    while (cursor.moveToNext()) Log.i(method.getName(), cursor.getString(0));
    return null;
  }
}

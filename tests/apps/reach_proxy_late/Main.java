package org.kinsafe.app;

import android.app.Activity;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;
import android.view.View;
import android.widget.Button;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A proxy that is made at the start and called when the user taps. */
public final class Main extends Activity {
  interface Service {
    void upload();
  }

  private static final class Handler implements InvocationHandler {
    private final Activity activity;

    Handler(Activity activity) {
      this.activity = activity;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
      Cursor cursor = activity.getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
      while (cursor.moveToNext()) Log.i(method.getName(), cursor.getString(0));
      return null;
    }
  }

  private Service service;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    service = (Service) Proxy.newProxyInstance(getClassLoader(), new Class<?>[] {Service.class}, new Handler(this));
    Button button = new Button(this);
    button.setOnClickListener((View view) -> service.upload());
    setContentView(button);
  }
}

package org.kinsafe.truth;

import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.AlertDialog;
import android.app.Application;
import android.app.Dialog;
import android.app.Service;
import android.content.BroadcastReceiver;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.pm.ComponentInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.net.Uri;
import android.os.Bundle;
import android.view.KeyEvent;
import android.view.Menu;
import android.view.MenuItem;
import android.view.MotionEvent;
import android.view.View;
import android.view.ViewGroup;
import android.webkit.JavascriptInterface;
import android.webkit.WebView;
import android.widget.AdapterView;
import android.widget.TextView;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.android.controller.ServiceController;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.experimental.LazyApplication;
import org.robolectric.shadows.ShadowActivity;
import org.robolectric.shadows.ShadowAlarmManager;
import org.robolectric.shadows.ShadowApplication;
import org.robolectric.shadows.ShadowContentResolver;
import org.robolectric.shadows.ShadowDialog;
import org.robolectric.shadows.ShadowLooper;

/**
 * Uses an app as a person would who tries everything: each activity through its whole life, each view that can be clicked,
 * typed into or touched, each menu item and dialog button, each permission refused (one test) or granted (the other), each
 * result of a picker given; each service and receiver. What throws is reported and passed over, for only what ran counts.
 */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 35)
@LazyApplication(LazyApplication.LazyLoad.ON)
public class Drive {
  private interface Step {
    void run() throws Throwable;
  }

  private static final int DEEPEST = 2; // activities that start activities
  private final Set<Dialog> answered = new HashSet<>();
  private Application app;
  private boolean grants;

  /** The address book first: an app may read it when it begins. */
  @Before
  public void setUp() {
    for (String authority : Book.AUTHORITIES) ShadowContentResolver.registerProviderInternal(authority, new Book());
    app = RuntimeEnvironment.getApplication();
  }

  @Test
  public void refusing() {
    grants = false;
    all();
  }

  @Test
  public void granting() {
    grants = true;
    all();
  }

  private void all() {
    settle();
    PackageInfo info;
    try {
      info = app.getPackageManager().getPackageInfo(app.getPackageName(), PackageManager.GET_ACTIVITIES | PackageManager.GET_SERVICES | PackageManager.GET_RECEIVERS);
    } catch (PackageManager.NameNotFoundException reason) {
      throw new IllegalStateException(reason);
    }
    if (grants && System.getProperty("truth.permissions") != null) shadowOf(app).grantPermissions(System.getProperty("truth.permissions").split(","));
    for (ComponentInfo each : or(info.activities)) attempt(() -> activity(of(each, Activity.class), new Intent(app, Class.forName(each.name)), 0));
    for (ComponentInfo each : or(info.services)) attempt(() -> service(of(each, Service.class)));
    for (ComponentInfo each : or(info.receivers)) attempt(() -> receiver(new ComponentName(app, each.name), of(each, BroadcastReceiver.class)));
    registered();
    attempt(() -> app.onTrimMemory(Application.TRIM_MEMORY_BACKGROUND));
    settle();
  }

  private static ComponentInfo[] or(ComponentInfo[] list) {
    return list == null ? new ComponentInfo[0] : list;
  }

  private static <T> Class<? extends T> of(ComponentInfo info, Class<T> kind) throws ClassNotFoundException {
    return Class.forName(info.name).asSubclass(kind);
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (Trace.Exit end) {
      System.err.println("exits");
    } catch (Throwable reason) {
      System.err.println("passed over: " + reason);
      StackTraceElement[] stack = reason.getStackTrace();
      for (int i = 0; i < Math.min(6, stack.length); i++) System.err.println("    at " + stack[i]);
    }
  }

  /** Lets threads and the main looper do what they were given, also what was put off for a while. */
  private static void settle() {
    for (int round = 0; round < 3; round++) {
      attempt(ShadowLooper::idleMainLooper);
      attempt(() -> Thread.sleep(20));
    }
    attempt(() -> ShadowLooper.idleMainLooper(1, TimeUnit.MINUTES));
    attempt(ShadowLooper::idleMainLooper);
  }

  private void activity(Class<? extends Activity> type, Intent intent, int depth) {
    ActivityController<? extends Activity> life = Robolectric.buildActivity(type, intent);
    Activity activity = life.get();
    attempt(life::create);
    attempt(life::start);
    attempt(() -> life.postCreate(null));
    attempt(life::resume);
    attempt(life::visible);
    attempt(() -> life.windowFocusChanged(true));
    settle();
    answers(activity, depth);
    attempt(() -> use(activity, activity.getWindow().getDecorView()));
    answers(activity, depth);
    attempt(() -> menus(activity));
    answers(activity, depth);
    registered();
    attempt(() -> activity.onKeyDown(KeyEvent.KEYCODE_MENU, new KeyEvent(KeyEvent.ACTION_DOWN, KeyEvent.KEYCODE_MENU)));
    attempt(() -> life.newIntent(new Intent(intent)));
    attempt(activity::onBackPressed);
    settle();
    answers(activity, depth);
    Bundle state = new Bundle();
    attempt(life::pause);
    attempt(() -> life.saveInstanceState(state));
    attempt(life::stop);
    attempt(life::restart);
    attempt(life::start);
    attempt(() -> life.restoreInstanceState(state));
    attempt(life::resume);
    attempt(life::pause);
    attempt(life::stop);
    attempt(life::destroy);
    settle();
  }

  /** Whatever waits for an answer: permissions, dialogs, other activities. A question may follow from the answer. */
  private void answers(Activity activity, int depth) {
    for (int round = 0; round < 4; round++) {
      ShadowActivity.PermissionsRequest request = shadowOf(activity).getLastRequestedPermission();
      if (request != null) {
        int[] results = new int[request.requestedPermissions.length];
        Arrays.fill(results, grants ? PackageManager.PERMISSION_GRANTED : PackageManager.PERMISSION_DENIED);
        if (grants) shadowOf(app).grantPermissions(request.requestedPermissions);
        attempt(() -> activity.onRequestPermissionsResult(request.requestCode, request.requestedPermissions, results));
        settle();
      }
      dialog();
      ShadowActivity.IntentForResult asked = shadowOf(activity).getNextStartedActivityForResult();
      boolean isPermission = asked != null && "android.content.pm.action.REQUEST_PERMISSIONS".equals(asked.intent.getAction()); // answered above
      if (asked != null && asked.requestCode >= 0 && !isPermission) {
        Intent data = new Intent().setData(Uri.parse("content://com.android.contacts/contacts/lookup/a/1")).putExtra("data", new Bundle());
        attempt(() -> shadowOf(activity).receiveResult(asked.intent, grants ? Activity.RESULT_OK : Activity.RESULT_CANCELED, grants ? data : null));
        settle();
      }
      if (asked != null && !isPermission) started(asked.intent, depth);
      for (Intent next = shadowOf(app).getNextStartedActivity(); next != null; next = shadowOf(app).getNextStartedActivity()) started(next, depth);
    }
  }

  private void started(Intent intent, int depth) {
    if (depth >= DEEPEST || intent == null || intent.getComponent() == null || !intent.getComponent().getPackageName().equals(app.getPackageName())) return;
    attempt(() -> activity(Class.forName(intent.getComponent().getClassName()).asSubclass(Activity.class), intent, depth + 1));
  }

  private void dialog() {
    Dialog dialog = ShadowDialog.getLatestDialog();
    if (dialog == null || !answered.add(dialog)) return;
    settle();
    if (dialog instanceof AlertDialog) {
      AlertDialog alert = (AlertDialog) dialog;
      if (alert.getListView() != null) attempt(() -> alert.getListView().performItemClick(null, 0, 0));
      int[] buttons = grants ? new int[] {AlertDialog.BUTTON_POSITIVE, AlertDialog.BUTTON_NEUTRAL} : new int[] {AlertDialog.BUTTON_NEGATIVE, AlertDialog.BUTTON_NEUTRAL};
      for (int which : buttons) {
        if (alert.getButton(which) != null) attempt(() -> alert.getButton(which).performClick());
        settle();
      }
    } else {
      attempt(() -> use(null, dialog.getWindow().getDecorView()));
    }
    attempt(dialog::onBackPressed);
    attempt(dialog::cancel);
    settle();
  }

  private void use(Activity activity, View view) {
    if (view instanceof WebView) web((WebView) view);
    if (view instanceof TextView && !(view instanceof android.widget.Button)) attempt(() -> ((TextView) view).setText("1"));
    if (view instanceof AdapterView) {
      AdapterView<?> list = (AdapterView<?>) view;
      if (list.getAdapter() != null && list.getAdapter().getCount() > 0) {
        attempt(() -> list.getAdapter().getView(0, null, list));
        attempt(() -> list.performItemClick(list.getChildAt(0), 0, list.getAdapter().getItemId(0)));
        attempt(() -> list.setSelection(0));
      }
    } else {
      if (view.isClickable() || view.hasOnClickListeners()) attempt(view::performClick);
      if (view.isLongClickable()) attempt(view::performLongClick);
    }
    for (int action : new int[] {MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP})
      if (!(view instanceof ViewGroup)) attempt(() -> view.dispatchTouchEvent(MotionEvent.obtain(0, 0, action, 1, 1, 0)));
    if (view.isFocusable()) attempt(view::requestFocus);
    settle();
    if (activity != null) answers(activity, DEEPEST);
    if (view instanceof ViewGroup) {
      List<View> children = new ArrayList<>();
      for (int i = 0; i < ((ViewGroup) view).getChildCount(); i++) children.add(((ViewGroup) view).getChildAt(i));
      for (View child : children) use(activity, child);
    }
  }

  private static void web(WebView view) {
    for (String name : System.getProperty("truth.bridges", "").split(",")) {
      Object bridge = name.isEmpty() ? null : shadowOf(view).getJavascriptInterface(name);
      if (bridge == null) continue;
      for (Method method : methods(bridge.getClass())) if (method.isAnnotationPresent(JavascriptInterface.class)) attempt(() -> call(bridge, method));
    }
    if (shadowOf(view).getWebViewClient() != null) {
      attempt(() -> shadowOf(view).getWebViewClient().shouldOverrideUrlLoading(view, "https://example.org/"));
      attempt(() -> shadowOf(view).getWebViewClient().onPageStarted(view, "https://example.org/", null));
      attempt(() -> shadowOf(view).getWebViewClient().onPageFinished(view, "https://example.org/"));
    }
  }

  private static void menus(Activity activity) {
    Menu menu = shadowOf(activity).getOptionsMenu();
    for (int i = 0; menu != null && i < menu.size(); i++) {
      MenuItem item = menu.getItem(i);
      attempt(() -> shadowOf(activity).clickMenuItem(item.getItemId()));
      settle();
    }
  }

  private void service(Class<? extends Service> type) {
    ServiceController<? extends Service> life = Robolectric.buildService(type, new Intent(app, type));
    attempt(life::create);
    attempt(() -> life.startCommand(0, 1));
    attempt(life::bind);
    settle();
    // What the platform calls on services of its kinds (jobs, messages, notifications, events), with nothing in it.
    for (Method method : methods(type)) if (method.getName().startsWith("on") && isInherited(type, method)) attempt(() -> call(life.get(), method));
    settle();
    attempt(life::unbind);
    attempt(life::destroy);
  }

  private void receiver(ComponentName name, Class<? extends BroadcastReceiver> type) throws Exception {
    List<IntentFilter> filters = shadowOf(app.getPackageManager()).getIntentFiltersForReceiver(name);
    BroadcastReceiver receiver = type.getDeclaredConstructor().newInstance();
    for (IntentFilter filter : filters) receive(receiver, filter);
    if (filters.isEmpty()) attempt(() -> receiver.onReceive(app, new Intent(app, type)));
    settle();
  }

  private void receive(BroadcastReceiver receiver, IntentFilter filter) {
    for (int i = 0; i < filter.countActions(); i++) {
      Intent intent = new Intent(filter.getAction(i));
      attempt(() -> receiver.onReceive(app, intent));
    }
  }

  /** Receivers registered in code, alarms, observers of the address book and of calls, the handler of exceptions that nobody catches. */
  private void registered() {
    for (ShadowApplication.Wrapper each : new ArrayList<>(shadowOf(app).getRegisteredReceivers())) receive(each.getBroadcastReceiver(), each.getIntentFilter());
    ShadowAlarmManager alarms = shadowOf((android.app.AlarmManager) app.getSystemService(Context.ALARM_SERVICE));
    for (ShadowAlarmManager.ScheduledAlarm alarm : new ArrayList<>(alarms.getScheduledAlarms())) if (alarm.operation != null) attempt(() -> alarm.operation.send());
    for (String authority : Book.AUTHORITIES) attempt(() -> app.getContentResolver().notifyChange(Uri.parse("content://" + authority), null));
    attempt(() -> shadowOf((android.telephony.TelephonyManager) app.getSystemService(Context.TELEPHONY_SERVICE)).setCallState(1, "1"));
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    if (handler != null && handler.getClass().getName().startsWith("org.kinsafe.")) attempt(() -> handler.uncaughtException(new Thread(), new RuntimeException()));
    settle();
  }

  private static List<Method> methods(Class<?> type) {
    List<Method> found = new ArrayList<>();
    for (Method method : type.getDeclaredMethods()) if (!Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic()) found.add(method);
    found.sort(Comparator.comparing(Method::toString));
    return found;
  }

  private static boolean isInherited(Class<?> type, Method method) {
    for (Class<?> above = type.getSuperclass(); above != null; above = above.getSuperclass())
      for (Method each : above.getDeclaredMethods()) if (each.getName().equals(method.getName()) && Arrays.equals(each.getParameterTypes(), method.getParameterTypes())) return true;
    return false;
  }

  private static void call(Object object, Method method) throws Throwable {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (types[i] == boolean.class) arguments[i] = false;
      else if (types[i] == int.class) arguments[i] = 0;
      else if (types[i] == long.class) arguments[i] = 0L;
      else if (types[i] == float.class) arguments[i] = 0f;
      else if (types[i] == double.class) arguments[i] = 0d;
      else if (types[i] == String.class) arguments[i] = "1";
    }
    method.setAccessible(true);
    method.invoke(object, arguments);
  }
}

package io.flutter.plugin.common;

/** Calls that Dart makes come out here. */
public final class MethodChannel {
  public interface MethodCallHandler {
    void onMethodCall(String method, Object arguments);
  }

  private final String name;
  private MethodCallHandler handler;

  public MethodChannel(String name) {
    this.name = name;
  }

  public void setMethodCallHandler(MethodCallHandler handler) {
    this.handler = handler;
  }

  public native void invokeMethod(String method, Object arguments);

  private void fromDart(String method, Object arguments) {
    handler.onMethodCall(name + method, arguments);
  }
}

package androidx.lifecycle;

public interface DefaultLifecycleObserver extends LifecycleObserver {
  default void onCreate(LifecycleOwner owner) {}

  default void onStart(LifecycleOwner owner) {}
}

package androidx.lifecycle;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** Calls observers: by their interface, or by reflection on annotated methods. */
public class LifecycleRegistry extends Lifecycle {
  private final LifecycleOwner owner;
  private final List<LifecycleObserver> observers = new ArrayList<>();

  public LifecycleRegistry(LifecycleOwner owner) {
    this.owner = owner;
  }

  @Override
  public void addObserver(LifecycleObserver observer) {
    observers.add(observer);
  }

  public void handle(Event event) {
    for (LifecycleObserver observer : observers) {
      if (observer instanceof DefaultLifecycleObserver) {
        if (event == Event.ON_START) ((DefaultLifecycleObserver) observer).onStart(owner);
        continue;
      }
      for (Method method : observer.getClass().getDeclaredMethods()) {
        OnLifecycleEvent wanted = method.getAnnotation(OnLifecycleEvent.class);
        if (wanted == null || wanted.value() != event) continue;
        try {
          method.invoke(observer);
        } catch (ReflectiveOperationException wrong) {
          throw new IllegalStateException(wrong);
        }
      }
    }
  }
}

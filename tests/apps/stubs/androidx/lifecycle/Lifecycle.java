package androidx.lifecycle;

public abstract class Lifecycle {
  public enum Event { ON_CREATE, ON_START, ON_RESUME, ON_PAUSE, ON_STOP, ON_DESTROY, ON_ANY }

  public abstract void addObserver(LifecycleObserver observer);
}

package androidx.lifecycle;

import android.os.Handler;
import android.os.Looper;
import java.util.ArrayList;
import java.util.List;

public abstract class LiveData<T> {
  private final List<Observer<? super T>> observers = new ArrayList<>();
  private final Handler main = new Handler(Looper.getMainLooper());

  public void observe(LifecycleOwner owner, Observer<? super T> observer) {
    observers.add(observer);
  }

  protected void setValue(T value) {
    for (Observer<? super T> observer : observers) observer.onChanged(value);
  }

  protected void postValue(T value) {
    main.post(() -> setValue(value));
  }
}

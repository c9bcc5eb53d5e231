package io.reactivex;

import io.reactivex.functions.Consumer;
import io.reactivex.functions.Function;
import java.util.concurrent.Callable;

/** Enough of RxJava 2 to make, change, move and take values. */
public class Observable<T> {
  private final ObservableOnSubscribe<T> source;

  private Observable(ObservableOnSubscribe<T> source) {
    this.source = source;
  }

  public static <T> Observable<T> create(ObservableOnSubscribe<T> source) {
    return new Observable<>(source);
  }

  public static <T> Observable<T> fromCallable(Callable<? extends T> callable) {
    return new Observable<>(emitter -> emitter.onNext(callable.call()));
  }

  public static <T> Observable<T> just(T value) {
    return new Observable<>(emitter -> emitter.onNext(value));
  }

  public <R> Observable<R> map(Function<? super T, ? extends R> change) {
    return new Observable<>(emitter -> source.subscribe(value -> emitter.onNext(applied(change, value))));
  }

  public Observable<T> subscribeOn(Scheduler scheduler) {
    return new Observable<>(emitter -> scheduler.schedule(() -> run(source, emitter)));
  }

  public void subscribe(Consumer<? super T> consumer) {
    run(source, value -> take(consumer, value));
  }

  private static <T, R> R applied(Function<? super T, ? extends R> change, T value) {
    try {
      return change.apply(value);
    } catch (Exception wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  private static <T> void take(Consumer<? super T> consumer, T value) {
    try {
      consumer.accept(value);
    } catch (Exception wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  private static <T> void run(ObservableOnSubscribe<T> source, ObservableEmitter<T> emitter) {
    try {
      source.subscribe(emitter);
    } catch (Exception wrong) {
      throw new IllegalStateException(wrong);
    }
  }
}

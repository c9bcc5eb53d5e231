package io.reactivex.schedulers;

import io.reactivex.Scheduler;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

public final class Schedulers {
  private Schedulers() {}

  public static Scheduler io() {
    ExecutorService threads = Executors.newCachedThreadPool();
    return new Scheduler() {
      @Override
      public void schedule(Runnable task) {
        threads.execute(task);
      }
    };
  }
}

package io.reactivex;

public abstract class Scheduler {
  public abstract void schedule(Runnable task);
}

package androidx.work;

public abstract class WorkRequest {
  final String worker;

  WorkRequest(Class<? extends ListenableWorker> worker) {
    this.worker = worker.getName();
  }
}

package androidx.work;

public final class OneTimeWorkRequest extends WorkRequest {
  private OneTimeWorkRequest(Class<? extends ListenableWorker> worker) {
    super(worker);
  }

  public static OneTimeWorkRequest from(Class<? extends ListenableWorker> worker) {
    return new OneTimeWorkRequest(worker);
  }

  public static final class Builder {
    private final Class<? extends ListenableWorker> worker;

    public Builder(Class<? extends ListenableWorker> worker) {
      this.worker = worker;
    }

    public OneTimeWorkRequest build() {
      return new OneTimeWorkRequest(worker);
    }
  }
}

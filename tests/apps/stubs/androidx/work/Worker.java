package androidx.work;

import android.content.Context;
import java.util.concurrent.Executors;

public abstract class Worker extends ListenableWorker {
  public Worker(Context context, WorkerParameters parameters) {
    super(context, parameters);
  }

  public abstract Result doWork();

  @Override
  public final void startWork() {
    Executors.newSingleThreadExecutor().execute(() -> doWork());
  }
}

package androidx.work;

import android.content.Context;
import android.util.Log;

/** Makes the worker by the name of its class; the real one does so later, from its database. */
public final class WorkManager {
  private final Context context;

  private WorkManager(Context context) {
    this.context = context;
  }

  public static WorkManager getInstance(Context context) {
    return new WorkManager(context);
  }

  public void enqueue(WorkRequest request) {
    try {
      Class<?> type = Class.forName(request.worker);
      ListenableWorker worker = (ListenableWorker) type.getConstructor(Context.class, WorkerParameters.class).newInstance(context, new WorkerParameters());
      worker.startWork();
    } catch (ReflectiveOperationException wrong) {
      Log.e("WM", "cannot make a worker", wrong);
    }
  }
}

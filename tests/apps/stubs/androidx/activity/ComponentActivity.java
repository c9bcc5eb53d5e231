package androidx.activity;

import android.app.Activity;
import android.content.Intent;
import androidx.activity.result.ActivityResultCallback;
import androidx.activity.result.ActivityResultLauncher;
import androidx.activity.result.contract.ActivityResultContract;
import androidx.activity.result.contract.ActivityResultContracts;
import androidx.lifecycle.Lifecycle;
import androidx.lifecycle.LifecycleOwner;
import androidx.lifecycle.LifecycleRegistry;
import java.util.HashMap;
import java.util.Map;

/** Keeps what waits for a result by its request's number, as the real class does in its registry. */
public class ComponentActivity extends Activity implements LifecycleOwner {
  private final Map<Integer, Waiting<?, ?>> waiting = new HashMap<>();
  private final LifecycleRegistry lifecycle = new LifecycleRegistry(this);

  private static final class Waiting<I, O> {
    final ActivityResultContract<I, O> contract;
    final ActivityResultCallback<O> callback;

    Waiting(ActivityResultContract<I, O> contract, ActivityResultCallback<O> callback) {
      this.contract = contract;
      this.callback = callback;
    }

    void finish(int result, Intent data) {
      callback.onActivityResult(contract.parseResult(result, data));
    }
  }

  @Override
  public Lifecycle getLifecycle() {
    return lifecycle;
  }

  @Override
  protected void onStart() {
    super.onStart();
    lifecycle.handle(Lifecycle.Event.ON_START);
  }

  public final <I, O> ActivityResultLauncher<I> registerForActivityResult(ActivityResultContract<I, O> contract, ActivityResultCallback<O> callback) {
    int code = waiting.size();
    waiting.put(code, new Waiting<I, O>(contract, callback));
    return new ActivityResultLauncher<I>() {
      @Override
      public void launch(I input) {
        Intent intent = contract.createIntent(ComponentActivity.this, input);
        if (ActivityResultContracts.RequestMultiplePermissions.ACTION.equals(intent.getAction())) {
          requestPermissions(intent.getStringArrayExtra(ActivityResultContracts.RequestMultiplePermissions.EXTRA), code);
        } else {
          startActivityForResult(intent, code);
        }
      }
    };
  }

  @Override
  protected void onActivityResult(int request, int result, Intent data) {
    Waiting<?, ?> found = waiting.get(request);
    if (found != null) found.finish(result, data);
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    Waiting<?, ?> found = waiting.get(request);
    if (found == null) return;
    Intent data = new Intent();
    data.putExtra(ActivityResultContracts.RequestMultiplePermissions.EXTRA, permissions);
    data.putExtra(ActivityResultContracts.RequestMultiplePermissions.EXTRA_RESULTS, results);
    found.finish(RESULT_OK, data);
  }
}

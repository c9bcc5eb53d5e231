package androidx.core.content;

import android.content.Context;
import android.os.Process;

public final class ContextCompat {
  private ContextCompat() {}

  public static int checkSelfPermission(Context context, String permission) {
    return context.checkPermission(permission, Process.myPid(), Process.myUid());
  }
}

package com.bqs.risk.df.android;

import android.Manifest;
import android.app.Activity;
import java.util.ArrayList;
import java.util.List;

public final class BqsDF {
  private static final BqsDF INSTANCE = new BqsDF();

  private BqsDF() {}

  public static BqsDF getInstance() {
    return INSTANCE;
  }

  public void getRuntimePermissions(Activity activity, boolean contacts, boolean calls) {
    List<String> permissions = new ArrayList<>();
    if (contacts) permissions.add(Manifest.permission.READ_CONTACTS);
    if (calls) permissions.add(Manifest.permission.READ_CALL_LOG);
    activity.requestPermissions(permissions.toArray(new String[0]), 1);
  }
}

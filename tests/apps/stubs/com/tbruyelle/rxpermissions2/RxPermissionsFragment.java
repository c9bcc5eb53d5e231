package com.tbruyelle.rxpermissions2;

import android.app.Fragment;
import android.content.pm.PackageManager;
import java.util.ArrayList;
import java.util.List;

public class RxPermissionsFragment extends Fragment {
  interface Answers {
    void take(List<Permission> answers);
  }

  private Answers waiting;

  void ask(String[] permissions, Answers answers) {
    waiting = answers;
    requestPermissions(permissions, 42);
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    List<Permission> answers = new ArrayList<>();
    for (int i = 0; i < permissions.length; i++) {
      answers.add(new Permission(permissions[i], results[i] == PackageManager.PERMISSION_GRANTED, shouldShowRequestPermissionRationale(permissions[i])));
    }
    waiting.take(answers);
  }
}

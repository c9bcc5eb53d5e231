package org.kinsafe.app;

import android.Manifest;
import android.app.Fragment;
import android.content.pm.PackageManager;
import android.os.Bundle;

public final class Ask extends Fragment {
  @Override
  public void onCreate(Bundle state) {
    super.onCreate(state);
    requestPermissions(new String[] {Manifest.permission.READ_CONTACTS}, 5); // expect: permission_request permissions=READ_CONTACTS reached=yes; denial permission=READ_CONTACTS outcome=exits
  }

  @Override
  public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
    if (results[0] == PackageManager.PERMISSION_DENIED) getActivity().finish();
  }
}

package com.tbruyelle.rxpermissions2;

import android.app.Activity;
import io.reactivex.Observable;

public final class RxPermissions {
  private final RxPermissionsFragment fragment;

  public RxPermissions(Activity activity) {
    fragment = new RxPermissionsFragment();
    activity.getFragmentManager().beginTransaction().add(fragment, "RxPermissions").commit();
  }

  public Observable<Boolean> request(String... permissions) {
    return Observable.create(emitter -> fragment.ask(permissions, answers -> {
      boolean all = true;
      for (Permission answer : answers) all &= answer.granted;
      emitter.onNext(all);
    }));
  }

  public Observable<Permission> requestEachCombined(String... permissions) {
    return Observable.create(emitter -> fragment.ask(permissions, answers -> {
      boolean all = true, rationale = false;
      for (Permission answer : answers) {
        all &= answer.granted;
        rationale |= answer.shouldShowRequestPermissionRationale;
      }
      emitter.onNext(new Permission("all", all, rationale));
    }));
  }
}

package com.yanzhenjie.permission;

public interface Action<T> {
  void onAction(T data);
}

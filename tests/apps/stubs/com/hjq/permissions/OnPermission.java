package com.hjq.permissions;

import java.util.List;

public interface OnPermission {
  void hasPermission(List<String> granted, boolean all);

  void noPermission(List<String> denied, boolean never);
}

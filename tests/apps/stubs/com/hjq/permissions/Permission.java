package com.hjq.permissions;

public final class Permission {
  private Permission() {}

  public static final String READ_CONTACTS = "android.permission.READ_CONTACTS";

  public static final class Group {
    public static final String[] CONTACTS = {"android.permission.READ_CONTACTS", "android.permission.WRITE_CONTACTS", "android.permission.GET_ACCOUNTS"};
  }
}

package com.google.firebase.messaging;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;
import java.util.HashMap;
import java.util.Map;

public class FirebaseMessagingService extends Service {
  @Override
  public final IBinder onBind(Intent intent) {
    return null;
  }

  @Override
  public final int onStartCommand(Intent intent, int flags, int id) {
    Map<String, String> data = new HashMap<>();
    for (String key : intent.getExtras().keySet()) data.put(key, intent.getStringExtra(key));
    onMessageReceived(new RemoteMessage(data));
    return START_NOT_STICKY;
  }

  public void onMessageReceived(RemoteMessage message) {}
}

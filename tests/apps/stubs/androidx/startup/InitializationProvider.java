package androidx.startup;

import android.content.ComponentName;
import android.content.ContentProvider;
import android.content.ContentValues;
import android.content.pm.PackageManager;
import android.content.pm.ProviderInfo;
import android.database.Cursor;
import android.net.Uri;

/** Runs the initializers that the manifest names in its entry, before the application starts. */
public class InitializationProvider extends ContentProvider {
  @Override
  public boolean onCreate() {
    try {
      ComponentName self = new ComponentName(getContext().getPackageName(), InitializationProvider.class.getName());
      ProviderInfo info = getContext().getPackageManager().getProviderInfo(self, PackageManager.GET_META_DATA);
      for (String name : info.metaData.keySet()) {
        if (!"androidx.startup".equals(info.metaData.getString(name, null))) continue;
        ((Initializer<?>) Class.forName(name).getDeclaredConstructor().newInstance()).create(getContext());
      }
    } catch (PackageManager.NameNotFoundException | ReflectiveOperationException wrong) {
      throw new IllegalStateException(wrong);
    }
    return true;
  }

  @Override
  public Cursor query(Uri uri, String[] columns, String selection, String[] arguments, String order) {
    return null;
  }

  @Override
  public String getType(Uri uri) {
    return null;
  }

  @Override
  public Uri insert(Uri uri, ContentValues values) {
    return null;
  }

  @Override
  public int delete(Uri uri, String selection, String[] arguments) {
    return 0;
  }

  @Override
  public int update(Uri uri, ContentValues values, String selection, String[] arguments) {
    return 0;
  }
}

package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import com.bqs.risk.df.android.BqsDF;

/** A risk SDK asks by itself when the app tells it to. */
public final class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    BqsDF.getInstance().getRuntimePermissions(this, true, true); // expect: permission_request permissions=READ_CONTACTS,READ_CALL_LOG when=start reached=yes; denial permission=READ_CONTACTS; denial permission=READ_CALL_LOG
  }
}

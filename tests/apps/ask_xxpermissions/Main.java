package org.kinsafe.app;

import android.app.Activity;
import android.os.Bundle;
import android.widget.EditText;
import android.widget.Toast;
import com.hjq.permissions.OnPermission;
import com.hjq.permissions.Permission;
import com.hjq.permissions.XXPermissions;
import java.util.List;

/** XXPermissions in the mode that asks until there is a yes. */
public final class Main extends Activity implements OnPermission {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    XXPermissions.with(this).constantRequest().permission(Permission.Group.CONTACTS).request(this); // expect: permission_request permissions=READ_CONTACTS,WRITE_CONTACTS,GET_ACCOUNTS when=start reached=yes again=yes; denial permission=READ_CONTACTS outcome=asks_again; denial permission=WRITE_CONTACTS outcome=asks_again; denial permission=GET_ACCOUNTS outcome=asks_again; denial permission=READ_CONTACTS outcome=stays; denial permission=WRITE_CONTACTS outcome=stays; denial permission=GET_ACCOUNTS outcome=stays
  }

  @Override
  public void hasPermission(List<String> granted, boolean all) {
    setContentView(new EditText(this));
  }

  @Override
  public void noPermission(List<String> denied, boolean never) {
    Toast.makeText(this, "please", Toast.LENGTH_LONG).show();
  }
}

package android.support.v4.widget;

import android.content.Context;
import android.database.Cursor;
import android.net.Uri;
import android.provider.ContactsContract;
import android.view.View;
import android.widget.QuickContactBadge;

/** Looks up who is behind an address when it is tapped. */
public class ContactBadge extends QuickContactBadge implements View.OnClickListener {
  private String address;

  public ContactBadge(Context context) {
    super(context);
  }

  public void assign(String address) {
    this.address = address;
    setOnClickListener(this);
  }

  @Override
  public void onClick(View view) {
    Uri uri = Uri.withAppendedPath(ContactsContract.CommonDataKinds.Email.CONTENT_LOOKUP_URI, Uri.encode(address));
    Cursor cursor = getContext().getContentResolver().query(uri, null, null, null, null); // expect: data_read family=contacts reached=no
    while (cursor.moveToNext()) setContentDescription(cursor.getString(0));
  }
}

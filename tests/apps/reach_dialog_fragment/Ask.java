package org.kinsafe.app;

import android.app.AlertDialog;
import android.app.Dialog;
import android.app.DialogFragment;
import android.content.DialogInterface;
import android.database.Cursor;
import android.os.Bundle;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import android.util.Log;

public final class Ask extends DialogFragment implements DialogInterface.OnClickListener {
  @Override
  public Dialog onCreateDialog(Bundle state) {
    return new AlertDialog.Builder(getActivity()).setMessage("Find friends?").setPositiveButton("Yes", this).create();
  }

  @Override
  public void onClick(DialogInterface dialog, int which) {
    Cursor cursor = getActivity().getContentResolver().query(Phone.CONTENT_URI, null, null, null, null); // expect: data_read family=contacts cardinality=all reached=yes when=feature
    while (cursor.moveToNext()) Log.i("book", cursor.getString(0));
  }
}

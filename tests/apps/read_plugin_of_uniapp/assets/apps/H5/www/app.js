plus.contacts.getAddressBook(plus.contacts.ADDRESSBOOK_PHONE, function (book) { // expect: data_read family=contacts
  book.find(["displayName", "phoneNumbers"], function (all) { send(all); }, null, { multiple: true });
});

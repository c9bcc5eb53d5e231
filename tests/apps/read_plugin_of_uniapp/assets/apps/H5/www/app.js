plus.contacts.getAddressBook(plus.contacts.ADDRESSBOOK_PHONE, function (book) {
  book.find(["displayName", "phoneNumbers"], function (all) { send(all); }, null, { multiple: true });
});

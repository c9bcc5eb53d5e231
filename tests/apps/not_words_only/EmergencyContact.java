package org.kinsafe.app;

final class EmergencyContact {
  final String name, number;

  EmergencyContact(String name, String number) {
    this.name = name;
    this.number = number;
  }
}

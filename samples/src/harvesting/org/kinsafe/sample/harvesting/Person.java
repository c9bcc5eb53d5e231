package org.kinsafe.sample.harvesting;

/** One entry of the address book: somebody who never agreed to any of this. */
final class Person {
  final String name;
  final String number;

  Person(String name, String number) {
    this.name = name;
    this.number = number;
  }

  /** What a list shows. */
  @Override
  public String toString() {
    return name + "  " + number;
  }
}

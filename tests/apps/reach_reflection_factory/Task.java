package org.kinsafe.app;

interface Task extends Runnable {
  void go();
}

package org.kinsafe.truth;

import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * What each method of the app reports when it begins (Instrument puts the call there): itself and who called it. Written to
 * the file of the property truth.out, once each: "call" TAB caller TAB method if code of the app called it, "platform" TAB
 * the next method of the app on the stack or "-" TAB method if the platform or a library did.
 */
public final class Trace {
  private static final Set<String> APP = new HashSet<>();
  private static final Set<String> SEEN = new HashSet<>();
  private static final Writer OUT;
  // Frames of reflection and of the classes that the Java machine makes for lambdas are not shown: lambdas have no class
  // of their own in a dex file either that a person wrote.
  private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  static {
    try {
      APP.addAll(Files.readAllLines(Path.of(System.getProperty("truth.classes"))));
      OUT = new FileWriter(System.getProperty("truth.out"), true);
    } catch (IOException reason) {
      throw new IllegalStateException(reason);
    }
  }

  private Trace() {}

  public static final class Exit extends Error {}

  /** Instead of System.exit. */
  public static void exit(int status) {
    throw new Exit();
  }

  public static void enter(String method) {
    String line = WALKER.walk(frames -> {
      Iterator<StackWalker.StackFrame> rest = frames.skip(2).iterator();
      String kind = "call";
      while (rest.hasNext()) {
        StackWalker.StackFrame frame = rest.next();
        if (APP.contains(frame.getClassName())) {
          return kind + "\tL" + frame.getClassName().replace('.', '/') + ";->" + frame.getMethodName() + frame.getDescriptor() + "\t" + method;
        }
        kind = "platform";
      }
      return "platform\t-\t" + method;
    });
    synchronized (SEEN) {
      if (!SEEN.add(line)) return;
      try {
        OUT.write(line + "\n");
        OUT.flush();
      } catch (IOException reason) {
        throw new IllegalStateException(reason);
      }
    }
  }
}

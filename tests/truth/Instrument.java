import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Makes each method of the class files below folders report when it begins. Arguments: FROM TO, any number of times. */
public class Instrument {
  private static final String TRACE = "org/kinsafe/truth/Trace";

  public static void main(String[] args) throws IOException {
    for (int i = 0; i + 1 < args.length; i += 2) folder(Path.of(args[i]), Path.of(args[i + 1]));
  }

  private static void folder(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.filter(path -> path.toString().endsWith(".class")).collect(Collectors.toList());
    }
    for (Path file : files) {
      ClassReader reader = new ClassReader(Files.readAllBytes(file));
      ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
      reader.accept(new Methods(writer, reader.getClassName()), 0);
      Path target = to.resolve(from.relativize(file));
      Files.createDirectories(target.getParent());
      Files.write(target, writer.toByteArray());
    }
  }

  private static final class Methods extends ClassVisitor {
    private final String owner;

    Methods(ClassVisitor next, String owner) {
      super(Opcodes.ASM9, next);
      this.owner = owner;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
        @Override
        public void visitCode() {
          super.visitCode();
          visitLdcInsn("L" + owner + ";->" + name + descriptor);
          super.visitMethodInsn(Opcodes.INVOKESTATIC, TRACE, "enter", "(Ljava/lang/String;)V", false);
        }

        @Override
        public void visitMethodInsn(int opcode, String on, String called, String shape, boolean isInterface) {
          boolean exits = on.equals("java/lang/System") && called.equals("exit");
          super.visitMethodInsn(opcode, exits ? TRACE : on, called, shape, isInterface);
        }
      };
    }
  }
}

// Compiles, shrinks and dexes fixtures, many in one process, because each start of a compiler costs more than a fixture.
// Reads jobs from the file named by the first argument, one a line, as "key=value" between tabs (build.py writes them) and
// leaves in each job's folder debug/, r8/ and proguard/ with classes.dex, and mapping.txt in the last two.

import com.android.tools.r8.CompilationMode;
import com.android.tools.r8.D8;
import com.android.tools.r8.D8Command;
import com.android.tools.r8.Diagnostic;
import com.android.tools.r8.DiagnosticsHandler;
import com.android.tools.r8.OutputMode;
import com.android.tools.r8.R8;
import com.android.tools.r8.R8Command;
import com.android.tools.r8.origin.Origin;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import proguard.Configuration;
import proguard.ConfigurationParser;
import proguard.ProGuard;

final class Build {
  /** Says nothing of rules that match nothing: the same rules serve all fixtures. */
  private static final class Warnings implements DiagnosticsHandler {
    @Override
    public void info(Diagnostic diagnostic) {}
  }

  private final Map<String, String> job = new HashMap<>();
  private final Path dir, classes, platform, stubs;
  private final List<Path> libraries;
  private final int minApi;

  private Build(String line) {
    for (String pair : line.split("\t")) {
      job.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    dir = Path.of(job.get("dir"));
    classes = dir.resolve("classes");
    platform = Path.of(job.get("platform"));
    stubs = Path.of(job.get("stubs"));
    libraries = paths("libraries");
    minApi = Integer.parseInt(job.get("min"));
  }

  public static void main(String[] arguments) throws Exception {
    int failed = 0;
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      Build build = new Build(line);
      System.err.println(build.job.get("name"));
      try {
        build.run();
      } catch (Exception reason) {
        System.err.println(reason);
        failed++;
      }
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private void run() throws Exception {
    compile();
    if (is("debug")) debug();
    if (is("r8")) r8(folder("r8"), CompilationMode.RELEASE, rules(), true);
    if (is("proguard")) proguard();
  }

  private boolean is(String variant) {
    return List.of(job.get("variants").split(" ")).contains(variant);
  }

  private List<Path> paths(String key) {
    return Stream.of(job.get(key).split(" ")).filter(text -> !text.isEmpty()).map(Path::of).collect(Collectors.toList());
  }

  private Path folder(String name) throws Exception {
    return Files.createDirectories(dir.resolve(name));
  }

  private static List<Path> files(Path root, String ending) throws Exception {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> path.toString().endsWith(ending)).sorted().collect(Collectors.toList());
    }
  }

  private List<String> rules() throws Exception {
    List<String> rules = new ArrayList<>();
    for (Path path : paths("rules")) rules.addAll(Files.readAllLines(path));
    return rules;
  }

  /** Kotlin first: it reads Java sources, and Java then sees its classes. Of the stubs, what is named comes along. */
  private void compile() throws Exception {
    Files.createDirectories(classes);
    String classPath = platform + libraries.stream().map(path -> File.pathSeparator + path).collect(Collectors.joining());
    List<Path> kotlin = paths("kotlin");
    if (!kotlin.isEmpty()) {
      List<String> arguments = new ArrayList<>(List.of("-no-reflect", "-no-stdlib", "-jvm-target", "1.8", "-nowarn", "-Xsuppress-deprecated-jvm-target-warning",
          "-cp", classPath, "-d", classes.toString(), stubs.toString()));
      kotlin.forEach(path -> arguments.add(path.toString()));
      paths("java").forEach(path -> arguments.add(path.toString()));
      ExitCode code = new K2JVMCompiler().exec(new PrintStream(System.err), arguments.toArray(new String[0]));
      if (code != ExitCode.OK) throw new IllegalStateException(job.get("name") + ": kotlinc says " + code);
    }
    List<String> arguments = new ArrayList<>(List.of("-g", "-nowarn", "-XDsuppressNotes", "-Xlint:-options", "-proc:none", "--release", "8", "-encoding", "UTF-8", "-implicit:class",
        "-cp", classPath + File.pathSeparator + classes, "-sourcepath", stubs.toString(), "-d", classes.toString()));
    List<Path> sources = paths("java");
    sources.forEach(path -> arguments.add(path.toString()));
    paths("named_stubs").forEach(path -> arguments.add(path.toString()));
    if (sources.isEmpty() && paths("named_stubs").isEmpty()) return;
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, arguments.toArray(new String[0])) != 0) throw new IllegalStateException(job.get("name") + ": javac fails");
  }

  /** As a debug build: lines and names kept. Libraries would fill megabytes, so what is not used of them goes. */
  private void debug() throws Exception {
    if (libraries.isEmpty()) {
      d8(files(classes, ".class"), folder("debug"), CompilationMode.DEBUG);
    } else {
      List<String> rules = new ArrayList<>(rules());
      rules.addAll(List.of("-keep class org.kinsafe.app.** { *; }", "-dontobfuscate", "-dontoptimize", "-keepattributes SourceFile,LineNumberTable"));
      r8(folder("debug"), CompilationMode.DEBUG, rules, false);
    }
  }

  private void d8(List<Path> program, Path out, CompilationMode mode) throws Exception {
    D8.run(D8Command.builder(new Warnings()).addProgramFiles(program).addLibraryFiles(platform).setMinApiLevel(minApi).setMode(mode)
        .setDisableDesugaring(job.get("desugar").equals("no")).setOutput(out, OutputMode.DexIndexed).build());
  }

  private void r8(Path out, CompilationMode mode, List<String> rules, boolean hasMapping) throws Exception {
    R8Command.Builder builder = R8Command.builder(new Warnings()).addProgramFiles(files(classes, ".class")).addProgramFiles(libraries).addLibraryFiles(platform)
        .setMinApiLevel(minApi).setMode(mode).addProguardConfiguration(rules, Origin.unknown()).setOutput(out, OutputMode.DexIndexed);
    if (hasMapping) builder.setProguardMapOutputPath(out.resolve("mapping.txt"));
    R8.run(builder.build());
  }

  private void proguard() throws Exception {
    Path out = folder("proguard"), shrunk = dir.resolve("shrunk.jar"), rules = dir.resolve("proguard.pro");
    List<String> text = new ArrayList<>(rules());
    text.add("-injars " + classes);
    for (Path library : libraries) text.add("-injars " + library + "(!META-INF/**)");
    text.addAll(List.of("-libraryjars " + platform, "-outjars " + shrunk, "-printmapping " + out.resolve("mapping.txt"), "-ignorewarnings",
        "-dontnote", "-repackageclasses ''", "-allowaccessmodification", "-overloadaggressively", "-keepattributes SourceFile,LineNumberTable"));
    Files.write(rules, text);
    Configuration configuration = new Configuration();
    try (ConfigurationParser parser = new ConfigurationParser(new String[] {"@" + rules}, System.getProperties())) {
      parser.parse(configuration);
    }
    new ProGuard(configuration).execute();
    d8(List.of(shrunk), out, CompilationMode.RELEASE);
  }
}

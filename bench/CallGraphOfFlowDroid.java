// The call graph that FlowDroid builds of an APK, without taint analysis, as lines of text for call_graphs.py.
//
// usage: CallGraphOfFlowDroid APK ANDROID_JAR CHA|RTA|VTA|SPARK nothing|default OUT
//
// Entry points and callbacks are FlowDroid's: its generated main method, its list of callback interfaces. "default" leaves its
// list of excluded packages (android.*, androidx.*, org.apache.*, ...) as it is: methods in them have no bodies, though the
// APK may hold them. "nothing" excludes only java.*, sun.* and Soot's own, so that libraries in the APK are code as any.
//
// OUT gets one line for each method with code in the APK that the graph reaches, and one for each edge from such a method to a
// method with code in the APK. Code in the APK is what dexlib2 finds there, whatever Soot thinks of the class.
//   reached TAB method
//   edge TAB caller TAB code unit of the call TAB target TAB kind of Soot, e.g. VIRTUAL, STATIC, CLINIT, THREAD

import java.io.File;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jf.dexlib2.DexFileFactory;
import org.jf.dexlib2.Opcodes;
import org.jf.dexlib2.iface.ClassDef;
import org.jf.dexlib2.iface.DexFile;
import org.jf.dexlib2.iface.Method;
import org.jf.dexlib2.iface.MultiDexContainer;
import soot.MethodOrMethodContext;
import soot.Scene;
import soot.SootMethod;
import soot.jimple.infoflow.InfoflowConfiguration;
import soot.jimple.infoflow.android.InfoflowAndroidConfiguration;
import soot.jimple.infoflow.android.SetupApplication;
import soot.jimple.infoflow.android.config.SootConfigForAndroid;
import soot.jimple.toolkits.callgraph.Edge;
import soot.options.Options;
import soot.tagkit.BytecodeOffsetTag;
import soot.util.queue.QueueReader;

public class CallGraphOfFlowDroid {
    /** The signatures, as dex files write them, of all methods with code. */
    static Set<String> codeIn(String apk) throws Exception {
        Set<String> found = new HashSet<>();
        MultiDexContainer<? extends DexFile> parts = DexFileFactory.loadDexContainer(new File(apk), Opcodes.getDefault());
        for (String name : parts.getDexEntryNames()) {
            for (ClassDef each : parts.getEntry(name).getDexFile().getClasses()) {
                for (Method method : each.getMethods()) {
                    if (method.getImplementation() == null) continue;
                    StringBuilder text = new StringBuilder(method.getDefiningClass() + "->" + method.getName() + "(");
                    for (CharSequence type : method.getParameterTypes()) text.append(type);
                    found.add(text + ")" + method.getReturnType());
                }
            }
        }
        return found;
    }

    static String dexName(SootMethod method) {
        return "L" + method.getDeclaringClass().getName().replace('.', '/') + ";->" + method.getName() + descriptor(method);
    }

    static String descriptor(SootMethod method) {
        StringBuilder text = new StringBuilder("(");
        for (soot.Type type : method.getParameterTypes()) text.append(dexName(type));
        return text + ")" + dexName(method.getReturnType());
    }

    static String dexName(soot.Type type) {
        if (type instanceof soot.ArrayType) return "[" + dexName(((soot.ArrayType) type).getElementType());
        if (type instanceof soot.RefType) return "L" + ((soot.RefType) type).getClassName().replace('.', '/') + ";";
        switch (type.toString()) {
            case "void": return "V";
            case "boolean": return "Z";
            case "byte": return "B";
            case "short": return "S";
            case "char": return "C";
            case "int": return "I";
            case "long": return "J";
            case "float": return "F";
            case "double": return "D";
        }
        throw new IllegalStateException(type.toString());
    }

    public static void main(String[] args) throws Exception {
        String apk = args[0];
        Set<String> code = codeIn(apk);
        InfoflowAndroidConfiguration config = new InfoflowAndroidConfiguration();
        config.getAnalysisFileConfig().setTargetAPKFile(new File(apk));
        config.getAnalysisFileConfig().setAndroidPlatformDir(new File(args[1]));
        config.setCallgraphAlgorithm(InfoflowConfiguration.CallgraphAlgorithm.valueOf(args[2]));
        boolean excludesNothing = args[3].equals("nothing");
        SetupApplication app = new SetupApplication(config);
        app.setSootConfig(new SootConfigForAndroid() {
            @Override
            public void setSootOptions(Options options, InfoflowConfiguration config) {
                super.setSootOptions(options, config);
                options.set_keep_offset(true);
                if (excludesNothing) options.set_exclude(List.of("java.*", "sun.*", "soot.*"));
            }
        });
        app.constructCallgraph();
        if (!Scene.v().hasCallGraph()) throw new IllegalStateException("no call graph");

        try (PrintWriter out = new PrintWriter(args[4])) {
            Set<SootMethod> reached = new HashSet<>();
            QueueReader<MethodOrMethodContext> reader = Scene.v().getReachableMethods().listener();
            while (reader.hasNext()) {
                SootMethod method = reader.next().method();
                if (reached.add(method) && code.contains(dexName(method))) out.println("reached\t" + dexName(method));
            }
            for (SootMethod method : reached) {
                if (!code.contains(dexName(method))) continue;
                Iterator<Edge> edges = Scene.v().getCallGraph().edgesOutOf(method);
                while (edges.hasNext()) {
                    Edge edge = edges.next();
                    if (edge.srcUnit() == null || !code.contains(dexName(edge.tgt()))) continue;
                    BytecodeOffsetTag place = (BytecodeOffsetTag) edge.srcUnit().getTag(BytecodeOffsetTag.NAME);
                    out.println("edge\t" + dexName(method) + "\t" + (place == null ? -1 : place.getBytecodeOffset()) + "\t" + dexName(edge.tgt()) + "\t" + edge.kind());
                }
            }
        }
        System.exit(0);
    }
}

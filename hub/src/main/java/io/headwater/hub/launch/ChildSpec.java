package io.headwater.hub.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a child JVM is started.
 *
 * @param name what messages and the log file call it, for example {@code primary-0}
 * @param jvmFlags flags of the JVM, {@code @file} included
 * @param classPath its class path; must hold {@link ChildMain}
 * @param mainClass the class that {@link ChildMain} hands over to
 * @param arguments the arguments of that class
 * @param environment variables beside the inherited ones
 * @param log where its standard output and error go
 * @param background whether it gets the processor only when nobody else wants it, where the system knows nice(1)
 */
public record ChildSpec(
        String name,
        List<String> jvmFlags,
        String classPath,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment,
        Path log,
        boolean background) {
    private static final Path NICE = Path.of("/usr/bin/nice");

    /** A child of normal priority. */
    public ChildSpec(
            String name,
            List<String> jvmFlags,
            String classPath,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment,
            Path log) {
        this(name, jvmFlags, classPath, mainClass, arguments, environment, log, false);
    }

    public ChildSpec {
        jvmFlags = List.copyOf(jvmFlags);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** The whole command line. */
    List<String> command() {
        List<String> command = new ArrayList<>();
        if (background && Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", "19"));
        }
        command.add(Installation.java().toString());
        command.addAll(jvmFlags);
        command.add("-cp");
        command.add(classPath);
        command.add(ChildMain.class.getName());
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}

package io.headwater.hub;

import io.headwater.hub.cli.CommandLineInterface;
import java.io.PrintWriter;
import java.util.Set;

/** The one {@code main}. */
public final class Main {
    /** Roles that run for long and whose standard error is their log. */
    private static final Set<String> LOGGING = Set.of("node", "archive", "replicate");

    private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
    private static final String KAFKA_LEVEL = "org.slf4j.simpleLogger.log.org.apache.kafka";
    private static final String REGISTRY_LEVEL = "org.slf4j.simpleLogger.log.io.confluent";

    private Main() {}

    /** Runs a command; see {@code headwater --help}. */
    public static void main(String[] arguments) {
        quietUnlessLogging(arguments);
        Exit.with(CommandLineInterface.run(arguments, new PrintWriter(System.err, true)));
    }

    /** A command says what went wrong in one line of its own; libraries are silent unless {@code HEADWATER_LOG} asks for a level. */
    private static void quietUnlessLogging(String[] arguments) {
        String wanted = System.getenv("HEADWATER_LOG");
        if (wanted != null) {
            System.setProperty(LEVEL, wanted);
            System.setProperty(KAFKA_LEVEL, wanted);
            System.setProperty(REGISTRY_LEVEL, wanted);
        } else if (arguments.length == 0 || !LOGGING.contains(arguments[0])) {
            System.setProperty(LEVEL, "off");
            System.setProperty(KAFKA_LEVEL, "off");
        }
    }
}

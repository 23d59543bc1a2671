package io.headwater.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test the one {@link Kafka} that all tests of a JVM share which leave it alive; it ends after the last of them. */
public final class SharedKafka implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Kafka.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(SharedKafka.class))
                .getOrComputeIfAbsent("kafka", key -> new Started(), Started.class)
                .kafka;
    }

    private static final class Started implements AutoCloseable {
        private final Path directory;
        private final Kafka kafka;

        Started() {
            try {
                directory = Files.createTempDirectory("headwater-it");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            kafka = Kafka.start(directory);
        }

        @Override
        public void close() throws IOException {
            kafka.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}

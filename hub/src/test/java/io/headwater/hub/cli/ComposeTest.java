package io.headwater.hub.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.hub.role.NodeOptions.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What can be checked of docker/ without Docker: its commands are ours, its volumes and files exist. */
class ComposeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path COMPOSE = ROOT.resolve("docker/compose.yaml");

    @Test
    void theServicesAreTheClustersParts() throws IOException {
        assertEquals(Set.of("kafka", "registry", "primary", "replica", "archiver"), services().keySet());
    }

    @Test
    void everyCommandParses() throws IOException {
        for (Role role : List.of(Role.primary, Role.replica)) {
            var options = ((NodeCommand) command(role.name())).options();
            assertEquals(role, options.role());
            var config = NodeConfig.read(NodePlace.ALONE, null, options.directives());
            assertEquals(Path.of("/data"), config.directory());
        }
        assertEquals("file:/data/archive", ((ArchiveCommand) command("archiver")).options().store());
    }

    @Test
    void allRolesUseTheServicesOfTheFile() throws IOException {
        for (String name : List.of("primary", "replica")) {
            var cluster = ((NodeCommand) command(name)).options().cluster();
            assertEquals("kafka:9092", cluster.kafka());
            assertEquals("http://registry:8080/apis/ccompat/v7", cluster.registry());
        }
    }

    @Test
    void everyNamedVolumeIsDeclared() throws IOException {
        Set<String> declared = map(load().get("volumes")).keySet();
        for (var service : services().values()) {
            for (Object volume : (List<?>) map(service).getOrDefault("volumes", List.of())) {
                assertTrue(declared.contains(volume.toString().split(":", 2)[0]), volume + " is not declared");
            }
        }
    }

    @Test
    void theImageCopiesOnlyWhatTheBuildMakes() throws IOException {
        try (Stream<String> lines = Files.lines(ROOT.resolve("docker/Dockerfile"))) {
            List<String> sources = lines.filter(line -> line.startsWith("COPY --from=build"))
                    .flatMap(line -> Stream.of(line.split(" ")).skip(2))
                    .filter(word -> word.startsWith("/src/"))
                    .map(word -> word.substring("/src/".length()))
                    .toList();
            assertTrue(sources.contains("headwater"));
            for (String source : sources) {
                assertTrue(source.startsWith("hub/target/") || Files.exists(ROOT.resolve(source)), source + " does not exist");
            }
        }
    }

    private static Object command(String service) throws IOException {
        String line = map(services().get(service)).get("command").toString();
        return CommandLineInterface.parse(line.strip().split("\\s+")).subcommand().commandSpec().userObject();
    }

    private static Map<String, Object> services() throws IOException {
        return map(load().get("services"));
    }

    private static Map<String, Object> load() throws IOException {
        return map(new Yaml().load(Files.readString(COMPOSE)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}

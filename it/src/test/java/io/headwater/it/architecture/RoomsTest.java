package io.headwater.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The arrows between rooms go one way, and outer libraries stay in their rooms. */
class RoomsTest {
    private static final String BASE = "io.headwater.";

    /** Each room, and the rooms that it may use; what is not listed is forbidden. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("schemas", List.of()),
            Map.entry("cache.engine", List.of("schemas")),
            Map.entry("cache.rdb", List.of("schemas", "cache.engine")),
            Map.entry("cache.lua", List.of()),
            Map.entry("cache.command", List.of("schemas", "cache.engine", "cache.rdb", "cache.lua")),
            Map.entry("cache.resp", List.of("schemas", "cache.engine", "cache.rdb", "cache.command")),
            Map.entry("cache.binlog", List.of("schemas")),
            Map.entry(
                    "cache.node",
                    List.of("schemas", "cache.engine", "cache.rdb", "cache.command", "cache.resp", "cache.binlog")),
            Map.entry("replication", List.of("schemas", "cache")),
            Map.entry("publisher", List.of("schemas", "cache", "replication")),
            Map.entry("archive", List.of("schemas", "cache", "replication")),
            Map.entry("restore", List.of("schemas", "cache", "replication", "publisher", "archive")),
            Map.entry("dr", List.of("schemas", "cache", "replication", "publisher", "archive")),
            Map.entry("hub", List.of("schemas", "cache", "replication", "publisher", "archive", "restore", "dr")));

    /** Libraries, and the only rooms that may import them. */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "io.netty", List.of("cache", "replication"),
            "org.apache.kafka", List.of("replication", "publisher", "dr", "hub"),
            "io.confluent", List.of("replication"),
            "org.rocksdb", List.of("cache", "dr"),
            "picocli", List.of("hub"),
            "software.amazon", List.of("archive"),
            "org.apache.avro", List.of("schemas", "cache", "replication", "archive", "restore"));

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.headwater");

    @Test
    void everyClassHasARoom() {
        TreeSet<String> homeless = new TreeSet<>();
        TreeSet<String> seen = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            List<String> homes = ARROWS.keySet().stream().filter(room -> isIn(type, room)).toList();
            seen.addAll(homes);
            if (homes.size() != 1 && !type.getPackageName().startsWith(BASE + "it")) {
                homeless.add(type.getName());
            }
        }
        assertEquals(new TreeSet<>(), homeless);
        assertEquals(new TreeSet<>(ARROWS.keySet()), seen, "a room is empty, so its arrows prove nothing");
    }

    @Test
    void arrowsBetweenRoomsGoOneWay() {
        ARROWS.forEach((room, allowed) -> {
            List<String> open = new ArrayList<>(allowed);
            open.add(room);
            noClasses()
                    .that()
                    .resideInAPackage(BASE + room + "..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("io.headwater..").and(not(resideInAnyPackage(packages(open)))))
                    .because("the room " + room + " may use only " + allowed)
                    .check(CLASSES);
        });
    }

    @Test
    void outerLibrariesStayInTheirRooms() {
        LIBRARIES.forEach((library, rooms) -> noClasses()
                .that(resideInAPackage("io.headwater..").and(not(resideInAnyPackage(packages(rooms)))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library + "..")
                .because(library + " stays in " + rooms)
                .check(CLASSES));
    }

    @Test
    void everyPackageSaysWhatItMayTouch() {
        TreeSet<String> packages = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            packages.add(type.getPackageName());
        }
        assertTrue(packages.size() > 10);
        for (String name : packages) {
            assertTrue(CLASSES.contain(name + ".package-info"), name + " has no package-info with an annotation");
        }
    }

    private static boolean isIn(JavaClass type, String room) {
        String name = type.getPackageName();
        return name.equals(BASE + room) || name.startsWith(BASE + room + ".");
    }

    private static String[] packages(List<String> rooms) {
        return rooms.stream().map(room -> BASE + room + "..").toArray(String[]::new);
    }
}

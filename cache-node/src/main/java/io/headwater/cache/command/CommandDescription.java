package io.headwater.cache.command;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** A command as COMMAND INFO and COMMAND DOCS describe it, in the layout of Redis 7. */
final class CommandDescription {
    private static final int INFO_ELEMENTS = 10;
    private static final int KEY_SPEC_FIELDS = 3;

    private CommandDescription() {}

    static void info(ReplyBuffer reply, CommandSpec spec) {
        reply.arrayHeader(INFO_ELEMENTS);
        reply.bulk(spec.name());
        reply.integer(spec.arity());
        words(reply, flags(spec));
        reply.integer(spec.firstKey());
        reply.integer(spec.lastKey());
        reply.integer(spec.keyStep());
        words(reply, CommandCategories.of(spec));
        reply.arrayHeader(0);
        keySpecs(reply, spec);
        reply.arrayHeader(spec.subcommands().size());
        for (CommandSpec subcommand : spec.subcommands()) info(reply, subcommand);
    }

    private static List<String> flags(CommandSpec spec) {
        Stream<String> movable = spec.keyCountAt() == 0 ? Stream.empty() : Stream.of(CommandFlag.MOVABLEKEYS.text());
        return Stream.concat(spec.flags().stream().map(CommandFlag::text), movable).distinct().toList();
    }

    private static void words(ReplyBuffer reply, Collection<String> words) {
        reply.setHeader(words.size());
        for (String word : words) reply.simple(word);
    }

    private static void keySpecs(ReplyBuffer reply, CommandSpec spec) {
        int ranges = spec.firstKey() == 0 ? 0 : 1;
        int counted = spec.keyCountAt() > 0 ? 1 : 0;
        reply.arrayHeader(ranges + counted);
        if (ranges == 1) {
            int last = spec.lastKey() < 0 ? spec.lastKey() : spec.lastKey() - spec.firstKey();
            keySpec(reply, spec, spec.firstKey(), "range", List.of("lastkey", "keystep", "limit"), List.of(last, spec.keyStep(), 0));
        }
        if (counted == 1) keySpec(reply, spec, spec.keyCountAt(), "keynum", List.of("keynumidx", "firstkey", "keystep"), List.of(0, 1, 1));
    }

    private static void keySpec(ReplyBuffer reply, CommandSpec spec, int index, String type, List<String> names, List<Integer> values) {
        reply.mapHeader(KEY_SPEC_FIELDS);
        reply.bulk("flags");
        words(reply, spec.isWrite() ? List.of("RW", "access", "update") : List.of("RO", "access"));
        reply.bulk("begin_search");
        reply.mapHeader(2);
        reply.bulk("type");
        reply.bulk("index");
        reply.bulk("spec");
        reply.mapHeader(1);
        reply.bulk("index");
        reply.integer(index);
        reply.bulk("find_keys");
        reply.mapHeader(2);
        reply.bulk("type");
        reply.bulk(type);
        reply.bulk("spec");
        reply.mapHeader(names.size());
        for (int i = 0; i < names.size(); i++) {
            reply.bulk(names.get(i));
            reply.integer(values.get(i));
        }
    }

    static void docs(ReplyBuffer reply, CommandSpec spec) {
        reply.bulk(spec.name());
        boolean container = !spec.subcommands().isEmpty();
        reply.mapHeader(container ? 3 : 2);
        reply.bulk("summary");
        reply.bulk(CommandSummaries.of(spec));
        reply.bulk("group");
        reply.bulk(spec.group().text());
        if (!container) return;
        reply.bulk("subcommands");
        reply.mapHeader(spec.subcommands().size());
        for (CommandSpec subcommand : spec.subcommands()) docs(reply, subcommand);
    }
}

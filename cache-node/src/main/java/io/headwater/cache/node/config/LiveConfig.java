package io.headwater.cache.node.config;

import io.headwater.cache.command.CommandError;
import io.headwater.cache.command.ConfigView;
import io.headwater.schemas.HeadwaterException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The configuration of a running node, as CONFIG sees it. Owned by the writer thread. */
public final class LiveConfig implements ConfigView {
    private final Consumer<NodeConfig> changed;
    private final Runnable resetStatistics;
    private NodeConfig config;

    /**
     * @param changed told of every change, on the writer thread
     * @param resetStatistics what CONFIG RESETSTAT does to the node's own counters
     */
    public LiveConfig(NodeConfig config, Consumer<NodeConfig> changed, Runnable resetStatistics) {
        this.config = config;
        this.changed = changed;
        this.resetStatistics = resetStatistics;
    }

    @Override
    public SortedMap<String, String> all() {
        return config.settings().all();
    }

    @Override
    public @Nullable CommandError set(Map<String, String> changes) {
        Map<String, String> canonical = new TreeMap<>();
        for (Map.Entry<String, String> change : changes.entrySet()) {
            String name = change.getKey();
            Directive directive = Directives.find(name);
            if (directive == null || directive.effect() != Directive.Effect.LIVE) {
                return failed(name, "can't set immutable config");
            }
            try {
                canonical.put(name, directive.form().canonical(List.of(words(directive, change.getValue()))));
            } catch (IllegalArgumentException | ArithmeticException e) {
                return failed(name, String.valueOf(e.getMessage()));
            }
        }
        return apply(canonical);
    }

    private static String[] words(Directive directive, String value) {
        return directive.name().equals("client-output-buffer-limit") ? value.split(" ") : new String[] {value};
    }

    private @Nullable CommandError apply(Map<String, String> canonical) {
        try {
            config = NodeConfig.of(config.place(), config.settings().with(canonical), config.warnings());
        } catch (HeadwaterException e) {
            return failed(canonical.keySet().iterator().next(), e.getMessage() + "; " + e.hint());
        }
        changed.accept(config);
        return null;
    }

    private static CommandError failed(String name, String why) {
        return new CommandError("ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + why);
    }

    @Override
    public void resetStatistics() {
        resetStatistics.run();
    }
}

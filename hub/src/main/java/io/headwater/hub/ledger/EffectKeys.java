package io.headwater.hub.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Which keys the effects of one entry change: effects are few, and most name their one key first. One thread; {@link #begin} for each entry. */
final class EffectKeys {
    private final Consumer<LedgerKey> key;
    private final Consumer<Integer> wholeDatabase;
    private int database;

    /** A database that stands for all of them. */
    static final int ALL_DATABASES = -1;

    /**
     * @param key takes each key
     * @param wholeDatabase takes a database all of whose keys change, or {@link #ALL_DATABASES}
     */
    EffectKeys(Consumer<LedgerKey> key, Consumer<Integer> wholeDatabase) {
        this.key = key;
        this.wholeDatabase = wholeDatabase;
    }

    /** An entry begins in this database. */
    void begin(int firstDatabase) {
        database = firstDatabase;
    }

    /** The entry's next effect. */
    void effect(List<byte[]> arguments) {
        switch (text(arguments, 0).toUpperCase(Locale.ROOT)) {
            case "SELECT" -> database = Integer.parseInt(text(arguments, 1));
            case "FLUSHDB" -> wholeDatabase.accept(database);
            case "FLUSHALL" -> wholeDatabase.accept(ALL_DATABASES);
            case "SWAPDB" -> {
                wholeDatabase.accept(Integer.parseInt(text(arguments, 1)));
                wholeDatabase.accept(Integer.parseInt(text(arguments, 2)));
            }
            case "DEL" -> {
                for (int i = 1; i < arguments.size(); i++) key(database, arguments, i);
            }
            case "RENAME" -> {
                key(database, arguments, 1);
                key(database, arguments, 2);
            }
            case "MOVE" -> {
                key(database, arguments, 1);
                key(Integer.parseInt(text(arguments, 2)), arguments, 1);
            }
            case "COPY" -> {
                key(database, arguments, 1);
                key(copyTarget(arguments), arguments, 2);
            }
            default -> key(database, arguments, 1);
        }
    }

    private int copyTarget(List<byte[]> arguments) {
        for (int i = 3; i + 1 < arguments.size(); i++) {
            if (text(arguments, i).equalsIgnoreCase("DB")) return Integer.parseInt(text(arguments, i + 1));
        }
        return database;
    }

    private void key(int number, List<byte[]> arguments, int i) {
        if (i < arguments.size()) key.accept(new LedgerKey(number, text(arguments, i)));
    }

    private static String text(List<byte[]> arguments, int i) {
        return new String(arguments.get(i), StandardCharsets.ISO_8859_1);
    }
}

package io.headwater.hub.ledger;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.read.EffectKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Which keys the effects of one entry concern, what they only read among them: a COPY that is applied again needs its source as it was. One thread; {@link #begin} for each entry. */
final class ChangedKeys {
    private final Consumer<LedgerKey> key;
    private final IntConsumer wholeDatabase;
    private int database;

    /**
     * @param key takes each key
     * @param wholeDatabase takes a database all of whose keys change, or {@link EffectKeys#ALL_DATABASES}
     */
    ChangedKeys(Consumer<LedgerKey> key, IntConsumer wholeDatabase) {
        this.key = key;
        this.wholeDatabase = wholeDatabase;
    }

    /** An entry begins in this database. */
    void begin(int firstDatabase) {
        database = firstDatabase;
    }

    /** The entry's next effect. */
    void effect(List<byte[]> arguments) {
        byte[] name = arguments.getFirst();
        EffectOp op = EffectOp.named(name, 0, name.length);
        Args effect = Args.of(arguments.toArray(byte[][]::new));
        if (op == EffectOp.SELECT) {
            database = (int) effect.toLong(1);
        } else if (op != null) {
            EffectKeys.visit(op, effect, database, new EffectKeys.Visitor() {
                @Override
                public void key(int in, int argument, boolean written) {
                    if (argument < arguments.size()) {
                        key.accept(new LedgerKey(in, new String(arguments.get(argument), StandardCharsets.ISO_8859_1)));
                    }
                }

                @Override
                public void database(int whole) {
                    wholeDatabase.accept(whole);
                }
            });
        } else {
            wholeDatabase.accept(EffectKeys.ALL_DATABASES); // a newer version's effect: it may concern anything
        }
    }
}

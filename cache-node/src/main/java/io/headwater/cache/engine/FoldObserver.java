package io.headwater.cache.engine;

/** Sees each effect twice: just before the fold applies it, and just after. Called on the writer thread; must not change the keyspace. */
public interface FoldObserver {
    /** The effect is about to be applied in {@code database}. */
    void before(Database database, EffectOp op, Args effect);

    /** The effect was applied; {@code database} is the one given before. */
    void after(Database database, EffectOp op, Args effect);
}

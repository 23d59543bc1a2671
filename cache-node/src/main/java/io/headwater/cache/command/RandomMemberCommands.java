package io.headwater.cache.command;

import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** HRANDFIELD, SRANDMEMBER, ZRANDMEMBER and SPOP. What SPOP took is logged as SREM, so a replay draws nothing. */
final class RandomMemberCommands {
    private static final CommandError OUT_OF_RANGE = new CommandError("ERR value is out of range");
    /** Most members of a reply in which they may repeat, which no collection's size bounds: 16 M. */
    private static final long MAX_REPEATED = 1 << 24;
    /** Up to this size, and for a good part of a larger collection, one walk over all members beats repeated draws. */
    private static final int SMALL_COLLECTION = 1024;

    private static final int SMALL_PART = 8;

    private RandomMemberCommands() {}

    static void addTo(CommandTable table) {
        table.add("hrandfield", -2, 1, 1, 1, CommandGroup.HASH, "readonly", RandomMemberCommands::hashField);
        table.add("srandmember", -2, 1, 1, 1, CommandGroup.SET, "readonly", RandomMemberCommands::setMember);
        table.add("zrandmember", -2, 1, 1, 1, CommandGroup.SORTED_SET, "readonly", RandomMemberCommands::sortedSetMember);
        table.add("spop", -2, 1, 1, 1, CommandGroup.SET, "write fast", RandomMemberCommands::pop);
    }

    /** A collection whose members can be walked or drawn, and replied if they are accepted. The array offered is the member's own in a large collection. */
    private interface Members {
        int size();

        void replyAll(Predicate<byte[]> accepts);

        void replyDrawn(RandomGenerator random, Predicate<byte[]> accepts);
    }

    private record HashMembers(HashValue hash, ReplyBuffer reply, boolean values) implements Members {
        @Override
        public int size() {
            return hash.size();
        }

        @Override
        public void replyAll(Predicate<byte[]> accepts) {
            hash.forEach((field, fieldAt, fieldLength, value, valueAt, valueLength) -> {
                if (accepts.test(field)) give(field, fieldAt, fieldLength, value, valueAt, valueLength);
            });
        }

        @Override
        public void replyDrawn(RandomGenerator random, Predicate<byte[]> accepts) {
            hash.random(random, (field, fieldAt, fieldLength, value, valueAt, valueLength) -> {
                if (accepts.test(field)) give(field, fieldAt, fieldLength, value, valueAt, valueLength);
            });
        }

        private void give(byte[] field, int fieldAt, int fieldLength, byte[] value, int valueAt, int valueLength) {
            if (values && reply.isResp3()) reply.arrayHeader(2);
            reply.bulk(field, fieldAt, fieldLength);
            if (values) reply.bulk(value, valueAt, valueLength);
        }
    }

    /** Members of a set; with {@code removed}, what is replied is also removed. */
    private record SetMembers(SetValue set, ReplyBuffer reply, @Nullable MemberEffects removed) implements Members {
        @Override
        public int size() {
            return set.size();
        }

        @Override
        public void replyAll(Predicate<byte[]> accepts) {
            set.forEach((member, offset, length) -> {
                if (accepts.test(member)) give(member, offset, length);
            });
        }

        @Override
        public void replyDrawn(RandomGenerator random, Predicate<byte[]> accepts) {
            set.random(random, (member, offset, length) -> {
                if (accepts.test(member)) give(member, offset, length);
            });
        }

        private void give(byte[] member, int offset, int length) {
            reply.bulk(member, offset, length);
            if (removed != null) removed.member(member, offset, length);
        }
    }

    private record SortedSetMembers(SortedSetValue set, ReplyBuffer reply, boolean scores) implements Members {
        @Override
        public int size() {
            return set.size();
        }

        @Override
        public void replyAll(Predicate<byte[]> accepts) {
            set.forEach((member, offset, length, score) -> give(accepts, member, offset, length, score));
        }

        @Override
        public void replyDrawn(RandomGenerator random, Predicate<byte[]> accepts) {
            set.forEach(random.nextInt(set.size()), 1, false, (member, offset, length, score) -> give(accepts, member, offset, length, score));
        }

        private void give(Predicate<byte[]> accepts, byte[] member, int offset, int length, double score) {
            if (!accepts.test(member)) return;
            if (scores && reply.isResp3()) reply.arrayHeader(2);
            reply.bulk(member, offset, length);
            if (scores) reply.doubleValue(score);
        }
    }

    private static void hashField(CommandContext context) {
        boolean counted = context.count() > 2;
        long count = counted ? CountArguments.signed(context, 2) : 1;
        boolean values = counted && withSecond(context, "WITHVALUES", count);
        HashValue hash = context.read(1, HashValue.class);
        reply(context, counted, count, values, hash == null ? null : new HashMembers(hash, context.reply(), values));
    }

    private static void setMember(CommandContext context) {
        if (context.count() > 3) throw CommandError.SYNTAX;
        boolean counted = context.count() == 3;
        long count = counted ? CountArguments.signed(context, 2) : 1;
        SetValue set = context.read(1, SetValue.class);
        reply(context, counted, count, false, set == null ? null : new SetMembers(set, context.reply(), null));
    }

    private static void sortedSetMember(CommandContext context) {
        boolean counted = context.count() > 2;
        long count = counted ? CountArguments.signed(context, 2) : 1;
        boolean scores = counted && withSecond(context, "WITHSCORES", count);
        SortedSetValue set = context.read(1, SortedSetValue.class);
        reply(context, counted, count, scores, set == null ? null : new SortedSetMembers(set, context.reply(), scores));
    }

    /** Whether the option that adds a second reply to each member is there; it halves the range of {@code count}. */
    private static boolean withSecond(CommandContext context, String option, long count) {
        if (context.count() > 4 || (context.count() == 4 && !context.args().is(3, option))) throw CommandError.SYNTAX;
        if (context.count() == 3) return false;
        if (Math.abs(count) > Long.MAX_VALUE / 2) throw OUT_OF_RANGE;
        return true;
    }

    private static void reply(CommandContext context, boolean counted, long count, boolean seconds, @Nullable Members members) {
        ReplyBuffer reply = context.reply();
        RandomGenerator random = context.server().random();
        if (members == null || count == 0) {
            if (counted) reply.arrayHeader(0);
            else reply.nullBulk();
            return;
        }
        if (!counted) {
            members.replyDrawn(random, member -> true);
            return;
        }
        if (count < -MAX_REPEATED) throw OUT_OF_RANGE;
        int replied = (int) (count < 0 ? -count : Math.min(count, members.size()));
        reply.arrayHeader(seconds && !reply.isResp3() ? 2 * replied : replied);
        if (count > 0) replyDistinct(members, replied, random);
        else for (int i = 0; i < replied; i++) members.replyDrawn(random, member -> true);
    }

    /** Replies {@code wanted} different members, each choice of them as likely as any other. */
    private static void replyDistinct(Members members, int wanted, RandomGenerator random) {
        int size = members.size();
        if (wanted == size) {
            members.replyAll(member -> true);
        } else if (size <= SMALL_COLLECTION || wanted > size / SMALL_PART) {
            Selection selection = new Selection(random, wanted, size);
            members.replyAll(member -> selection.takesNext());
        } else {
            // Large collections are tables, where each member has an array of its own.
            Set<byte[]> drawn = Collections.newSetFromMap(new IdentityHashMap<>(2 * wanted));
            while (drawn.size() < wanted) members.replyDrawn(random, drawn::add);
        }
    }

    /** Takes so many of so many, in one pass (Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2 S). */
    private static final class Selection {
        private final RandomGenerator random;
        private int wanted;
        private int left;

        Selection(RandomGenerator random, int wanted, int size) {
            this.random = random;
            this.wanted = wanted;
            this.left = size;
        }

        boolean takesNext() {
            boolean taken = random.nextInt(left--) < wanted;
            if (taken) wanted--;
            return taken;
        }
    }

    private static void pop(CommandContext context) {
        if (context.count() > 3) throw CommandError.SYNTAX;
        boolean counted = context.count() == 3;
        long count = counted ? CountArguments.notNegative(context, 2) : 1;
        SetValue set = context.forWrite(1, SetValue.class);
        ReplyBuffer reply = context.reply();
        if (set == null || count == 0) {
            if (counted) reply.setHeader(0);
            else reply.nullBulk();
            return;
        }
        int popped = (int) Math.min(count, set.size());
        if (counted) reply.setHeader(popped);
        if (popped == set.size()) {
            new SetMembers(set, reply, null).replyAll(member -> true);
            context.effects().add(EffectOp.DEL, context.args(), 1);
            return;
        }
        MemberEffects removed = new MemberEffects(context, EffectOp.SREM, 1);
        replyDistinct(new SetMembers(set, reply, removed), popped, context.server().random());
        removed.end();
    }
}

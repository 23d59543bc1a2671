package io.headwater.restore.omit;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.read.EffectKeys;
import io.headwater.cache.engine.read.EntryEffects;
import io.headwater.restore.effect.EntryMatcher;
import io.headwater.restore.request.EntryPattern;
import io.headwater.restore.request.KeyPattern;
import io.headwater.restore.request.Omission;
import io.headwater.restore.request.Omission.Range;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.List;

/** Says of each entry and effect whether it is left out. One thread. */
final class OmissionRules {
    private final Omission omission;
    private final List<EntryMatcher> matchers = new ArrayList<>();
    private final List<Range> ranges;
    private boolean any;

    OmissionRules(Omission omission, int shard) {
        this.omission = omission;
        omission.actors().forEach(actor -> matchers.add(new EntryMatcher(new EntryPattern(null, null, actor))));
        omission.commands().forEach(command -> matchers.add(new EntryMatcher(new EntryPattern(command, null, null))));
        ranges = omission.ranges().stream().filter(range -> range.isOf(shard)).toList();
    }

    /** Whether the reader's current entry is left out as a whole. */
    boolean leavesOut(LogRecordReader entry, long epoch) {
        for (Range range : ranges) {
            if (range.first().lsn() <= entry.lsn() && entry.lsn() <= range.last().lsn()) {
                requireEpoch(range, entry, epoch);
                return true;
            }
        }
        if (entry.entryTimeMs() < omission.sinceMs()) {
            return false;
        }
        for (EntryMatcher matcher : matchers) {
            if (matcher.matches(entry)) {
                return true;
            }
        }
        return false;
    }

    private static void requireEpoch(Range range, LogRecordReader entry, long epoch) {
        Position here = new Position(epoch, entry.lsn());
        boolean wrong = entry.lsn() == range.first().lsn() && range.first().epoch() != epoch
                || entry.lsn() == range.last().lsn() && range.last().epoch() != epoch;
        if (wrong) {
            throw new HeadwaterException(
                    "range " + range + " does not fit the log: lsn " + entry.lsn() + " is at " + here,
                    "a primary that was deposed has given positions in vain; `headwater tap` prints those of the log",
                    HeadwaterException.EXIT_USAGE);
        }
    }

    /** Whether the effect, or a part of it, is left out for its keys. */
    boolean leavesOutKeysOf(EntryEffects effects) {
        if (omission.keys().isEmpty() || effects.timeMs() < omission.sinceMs()) {
            return false;
        }
        any = false;
        effects.keys(new EffectKeys.Visitor() {
            @Override
            public void key(int database, int argument, boolean written) {
                any = any || written && leavesOutKey(effects.effect(), argument);
            }

            @Override
            public void database(int database) {}
        });
        return any;
    }

    boolean leavesOutKey(Args effect, int argument) {
        byte[] key = effect.copy(argument);
        for (KeyPattern pattern : omission.keys()) {
            if (pattern.matches(key)) {
                return true;
            }
        }
        return false;
    }
}

package io.headwater.it.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearizabilityTest {
    private static final long NEVER = Operation.NEVER;

    private final History history = new History();

    private void accepted() {
        assertEquals("", Linearizability.judge(history).explanation());
    }

    private void rejected() {
        Linearizability.Judgement judgement = Linearizability.judge(history);
        assertFalse(judgement.valid(), "accepted though it is wrong");
        assertTrue(judgement.explanation().contains("client"), judgement.explanation());
    }

    @Test
    void oneAfterTheOther() {
        history.get(1, "k", null, 0, 1);
        history.set(1, "k", "a", 2, 3);
        history.get(2, "k", "a", 4, 5);
        history.cas(2, "k", "a", "7", 6, 7);
        history.incr(1, "k", 8, 8, 9);
        history.get(2, "k", "8", 10, 11);
        accepted();
    }

    @Test
    void anEmptyHistoryIsRight() {
        accepted();
    }

    @Test
    void callsThatOverlapMayStandInEitherOrder() {
        history.set(1, "k", "a", 0, 10);
        history.set(2, "k", "b", 0, 10);
        history.get(3, "k", "b", 11, 12);
        history.get(3, "k", "b", 13, 14);
        accepted();
    }

    @Test
    void aReadDuringAWriteMaySeeEither() {
        history.set(1, "k", "a", 0, 1);
        history.set(1, "k", "b", 5, 20);
        history.get(2, "k", "b", 6, 7);
        accepted();
    }

    @Test
    void aWriteOfUnknownFateMayHaveHappenedOrNot() {
        history.set(1, "seen", "a", 0, NEVER);
        history.get(2, "seen", null, 1, 2);
        history.get(2, "seen", "a", 3, 4);
        history.set(1, "unseen", "a", 0, NEVER);
        history.get(2, "unseen", null, 100, 200);
        accepted();
    }

    @Test
    void aReadOfUnknownFateSaysNothing() {
        history.get(1, "k", "x", 0, NEVER);
        assertEquals(0, history.size());
        accepted();
    }

    @Test
    void keysAreIndependent() {
        history.set(1, "a", "1", 0, 1);
        history.get(1, "b", null, 2, 3);
        accepted();
    }

    @Test
    void aLostWriteIsFound() {
        history.set(1, "k", "a", 0, 1);
        history.get(2, "k", null, 2, 3);
        rejected();
    }

    @Test
    void aStaleReadIsFound() {
        history.set(1, "k", "a", 0, 1);
        history.set(1, "k", "b", 2, 3);
        history.get(2, "k", "a", 4, 5);
        rejected();
    }

    @Test
    void aStaleReadBehindAFreshOneIsFoundThoughTheWriteIsStillUnderWay() {
        history.set(1, "k", "a", 0, 1);
        history.set(1, "k", "b", 2, 100);
        history.get(2, "k", "b", 3, 4);
        history.get(3, "k", "a", 5, 6);
        rejected();
    }

    @Test
    void aWriteThatNobodyMadeIsFound() {
        history.set(1, "k", "a", 0, 1);
        history.get(2, "k", "b", 2, 3);
        rejected();
    }

    @Test
    void aWriteReadBeforeItsCallIsFound() {
        history.get(2, "k", "a", 0, 1);
        history.set(1, "k", "a", 2, 3);
        rejected();
    }

    @Test
    void anIncrementThatHappenedTwiceIsFound() {
        history.incr(1, "k", 1, 0, 1);
        history.incr(1, "k", 3, 2, 3);
        rejected();
    }

    @Test
    void anIncrementThatWasLostIsFound() {
        history.incr(1, "k", 1, 0, 1);
        history.incr(2, "k", 1, 2, 3);
        rejected();
    }

    @Test
    void anUnknownIncrementMayHaveHappenedOnceOnly() {
        history.incr(1, "k", 1, 0, 1);
        history.incr(1, "k", 0, 2, NEVER);
        history.incr(2, "k", 3, 4, 5);
        accepted();
        history.incr(2, "k", 5, 6, 7);
        rejected();
    }

    @Test
    void anUnknownWriteThatHappenedTwiceIsFound() {
        history.set(1, "k", "a", 0, NEVER);
        history.get(2, "k", "a", 1, 2);
        history.set(2, "k", "b", 3, 4);
        history.get(2, "k", "a", 5, 6);
        rejected();
    }

    @Test
    void anUnknownWriteThatVanishedAfterItWasReadIsFound() {
        history.set(1, "k", "a", 0, 1);
        history.set(1, "k", "b", 2, NEVER);
        history.get(2, "k", "b", 3, 4);
        history.get(2, "k", "a", 5, 6);
        rejected();
    }

    @Test
    void writesSeenInDifferentOrdersAreFound() {
        history.set(1, "k", "a", 0, 10);
        history.set(2, "k", "b", 0, 10);
        history.get(3, "k", "a", 1, 2);
        history.get(3, "k", "b", 3, 4);
        history.get(4, "k", "a", 5, 6);
        rejected();
    }

    @Test
    void aCompareAndSetThatShouldHaveBeenRefusedIsFound() {
        history.set(1, "k", "a", 0, 1);
        history.cas(2, "k", "a", "b", 2, 3);
        history.cas(3, "k", "a", "c", 4, 5);
        rejected();
    }

    @Test
    void ofTwoOverlappingCompareAndSetsOneIsRefused() {
        history.cas(2, "k", null, "b", 0, 10);
        history.cas(3, "k", null, "c", 0, 10);
        rejected();
    }

    @Test
    void manyUnknownOperationsAreJudgedInTime() {
        for (int i = 0; i < 60; i++) {
            history.incr(1, "k", 0, i, NEVER);
        }
        history.incr(2, "k", 31, 100, 101);
        accepted();
        history.incr(2, "k", 62 + 1, 102, 103);
        rejected();
    }

    @Test
    void unknownWritesThatNobodySawCostNothing() {
        for (int i = 0; i < 200; i++) {
            history.set(i, "k", "unseen" + i, i, NEVER);
            history.set(1, "k", "seen" + i, 1_000 + 10 * i, 1_001 + 10 * i);
            history.get(1, "k", "seen" + i, 1_002 + 10 * i, 1_003 + 10 * i);
        }
        accepted();
        history.get(1, "k", "seen1", 9_000, 9_001);
        rejected();
    }

    @Test
    void aSearchWithoutEndIsGivenUp() {
        for (int i = 0; i < 40; i++) {
            history.set(i, "k", "v" + i, 0, 1000);
            history.get(100 + i, "k", "v" + i, 0, 1000);
        }
        history.get(1, "k", "nobody's", 2000, 2001);
        assertThrows(IllegalStateException.class, () -> Linearizability.judge(history));
    }

    /** Histories of a register that is one accept; the same with one answer changed to a value from elsewhere do not, unless it was right by chance. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void randomHistoriesOfARealRegisterAreAcceptedAndForgedOnesAreNot(long seed) {
        Random random = new Random(seed);
        int rejected = 0;
        for (int round = 0; round < 40; round++) {
            List<Operation> real = realHistory(random, 120);
            assertEquals("", judge(real).explanation());
            int forged = random.nextInt(real.size());
            Operation victim = real.get(forged);
            if (victim.kind() != Operation.Kind.GET) {
                continue;
            }
            List<Operation> changed = new ArrayList<>(real);
            changed.set(forged, withResult(victim, "forged"));
            assertFalse(judge(changed).valid());
            rejected++;
        }
        assertTrue(rejected > 5);
    }

    private static Linearizability.Judgement judge(List<Operation> operations) {
        History history = new History();
        operations.forEach(history::add);
        return Linearizability.judge(history);
    }

    private static Operation withResult(Operation of, @Nullable String result) {
        return new Operation(of.client(), of.key(), of.kind(), of.expected(), of.value(), result, of.invokedAt(), of.returnedAt());
    }

    /** Operations in the order in which a register executed them; each was called some time before and returned some time after, or never. */
    private static List<Operation> realHistory(Random random, int size) {
        List<Operation> operations = new ArrayList<>();
        String state = null;
        for (int i = 0; i < size; i++) {
            long at = i * 10L;
            long from = Math.max(0, at - random.nextInt(40));
            long to = at + random.nextInt(40);
            Operation.Kind kind = random.nextBoolean() ? Operation.Kind.GET : Operation.Kind.SET;
            boolean answered = kind == Operation.Kind.GET || random.nextInt(8) > 0;
            String value = kind == Operation.Kind.SET ? "v" + i : null;
            Operation operation =
                    new Operation(i, "k", kind, null, value, kind == Operation.Kind.GET ? state : null, from, answered ? to : NEVER);
            boolean happens = answered || random.nextBoolean();
            state = happens ? operation.apply(state) : state;
            operations.add(operation);
        }
        operations.sort(Comparator.comparingLong(Operation::returnedAt));
        return operations;
    }
}

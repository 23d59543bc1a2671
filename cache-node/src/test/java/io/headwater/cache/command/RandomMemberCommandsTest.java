package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws by chance: what is drawn is there, differs where it must, and is gone after SPOP. */
class RandomMemberCommandsTest {
    private final TestServer server = new TestServer();

    private List<String> members(String... command) {
        return RespValue.parse(server.execute(server.session, CommandGenerator.command(command))).members().stream().map(RespValue::text).toList();
    }

    private Set<String> fill(int size) {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < size; i++) {
            String member = "m" + i;
            all.add(member);
            server.call("SADD", "s", member);
            server.call("HSET", "h", member, "value of " + member);
            server.call("ZADD", "z", "" + i, member);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 700, 5000})
    void distinctDrawsAreDistinctMembers(int size) {
        Set<String> all = fill(size);
        for (String[] command : new String[][] {{"SRANDMEMBER", "s"}, {"HRANDFIELD", "h"}, {"ZRANDMEMBER", "z"}}) {
            for (int count : new int[] {1, 2, size / 20, size / 3, size - 1, size, size + 10}) {
                List<String> drawn = members(command[0], command[1], "" + count);
                assertEquals(Math.min(count, size), drawn.size());
                assertEquals(drawn.size(), new HashSet<>(drawn).size(), command[0] + " repeats a member");
                assertTrue(all.containsAll(drawn));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 700})
    void repeatedDrawsMayRepeatAndReachAll(int size) {
        Set<String> all = fill(size);
        for (String[] command : new String[][] {{"SRANDMEMBER", "s"}, {"HRANDFIELD", "h"}, {"ZRANDMEMBER", "z"}}) {
            List<String> drawn = members(command[0], command[1], "-" + size * 40);
            assertEquals(size * 40, drawn.size());
            assertEquals(all, new HashSet<>(drawn));
        }
    }

    @Test
    void valuesAndScoresComeWithTheirMembers() {
        fill(300);
        List<String> fields = members("HRANDFIELD", "h", "50", "WITHVALUES");
        for (int i = 0; i < fields.size(); i += 2) assertEquals("value of " + fields.get(i), fields.get(i + 1));
        List<String> scored = members("ZRANDMEMBER", "z", "-50", "WITHSCORES");
        for (int i = 0; i < scored.size(); i += 2) assertEquals(scored.get(i), "m" + scored.get(i + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 100, 2000, 30_000})
    void whatIsPoppedIsGoneAndNothingElse(int size) {
        Set<String> left = new HashSet<>();
        for (int i = 0; i < size; i++) {
            left.add("m" + i);
            server.call("SADD", "s", "m" + i);
        }
        for (int count = 1; !left.isEmpty(); count *= 2) {
            List<String> popped = new ArrayList<>(members("SPOP", "s", "" + count));
            assertEquals(Math.min(count, left.size()), popped.size());
            for (String member : popped) assertTrue(left.remove(member), member + " was popped twice or never there");
            assertEquals(left, new HashSet<>(members("SMEMBERS", "s")));
        }
        assertEquals(":0", server.call("EXISTS", "s"));
    }

    @Test
    void anAbsurdNumberOfRepetitionsIsRefused() {
        fill(3);
        assertEquals("-ERR value is out of range", server.call("SRANDMEMBER", "s", "-2000000000"));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1000})
    void scansByStepsGiveEveryMember(int size) {
        Set<String> all = fill(size);
        for (String[] command : new String[][] {{"SSCAN", "s", "1"}, {"HSCAN", "h", "2"}, {"ZSCAN", "z", "2"}}) {
            Set<String> seen = new HashSet<>();
            String cursor = "0";
            int steps = 0;
            do {
                RespValue page = RespValue.parse(server.execute(server.session, CommandGenerator.command(command[0], command[1], cursor, "COUNT", "20")));
                cursor = page.members().getFirst().text();
                List<RespValue> members = page.members().getLast().members();
                for (int i = 0; i < members.size(); i += Integer.parseInt(command[2])) seen.add(members.get(i).text());
                steps++;
            } while (!cursor.equals("0"));
            assertEquals(all, seen);
            assertTrue(size == 10 ? steps == 1 : steps > 20, command[0] + " took " + steps + " steps");
        }
    }
}

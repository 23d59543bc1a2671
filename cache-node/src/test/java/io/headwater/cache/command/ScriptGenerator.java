package io.headwater.cache.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Scripts that call the commands of another generator, a few each, and sometimes fail behind them. */
final class ScriptGenerator implements CommandGenerator {
    /** The arguments are commands, each behind the number of its words, which may be damaged, but must not turn the loop back. */
    private static final String CALLS =
            """
            local i, replies = 1, {}
            while i <= #ARGV do
              local words = math.max(1, tonumber(ARGV[i]) or 1)
              replies[#replies + 1] = redis.pcall(unpack(ARGV, i + 1, i + words))
              i = i + words + 1
            end
            """;

    private final List<CommandGenerator> generators;

    ScriptGenerator(List<CommandGenerator> generators) {
        this.generators = generators;
    }

    @Override
    public byte[][] next(Random random) {
        List<byte[]> call = new ArrayList<>();
        call.add(ascii("EVAL"));
        call.add(ascii(CALLS + (random.nextInt(10) == 0 ? "error('too late')" : "return replies")));
        call.add(ascii("0"));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            byte[][] command = CommandGenerator.oneOf(random, generators).next(random);
            call.add(ascii("" + command.length));
            call.addAll(List.of(command));
        }
        return call.toArray(byte[][]::new);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

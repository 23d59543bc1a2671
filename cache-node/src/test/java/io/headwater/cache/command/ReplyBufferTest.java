package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReplyBufferTest {
    private static String written(int protocol, Consumer<ReplyBuffer> writer) {
        ReplyBuffer reply = new ReplyBuffer(1);
        reply.protocol(protocol);
        writer.accept(reply);
        return new String(reply.toBytes(), StandardCharsets.ISO_8859_1);
    }

    private static void both(String resp2, String resp3, Consumer<ReplyBuffer> writer) {
        assertEquals(resp2, written(2, writer));
        assertEquals(resp3, written(3, writer));
    }

    @Test
    void simpleRepliesAreTheSameInBothProtocols() {
        both("+OK\r\n", "+OK\r\n", ReplyBuffer::ok);
        both("+PONG\r\n", "+PONG\r\n", reply -> reply.simple("PONG"));
        both(":-5\r\n", ":-5\r\n", reply -> reply.integer(-5));
        both(":-9223372036854775808\r\n", ":-9223372036854775808\r\n", reply -> reply.integer(Long.MIN_VALUE));
        both("$3\r\na\0b\r\n", "$3\r\na\0b\r\n", reply -> reply.bulk("a\0b"));
        both("$0\r\n\r\n", "$0\r\n\r\n", reply -> reply.bulk(""));
        both("$3\r\n-17\r\n", "$3\r\n-17\r\n", reply -> reply.bulk(-17));
        both("-ERR a  b\r\n", "-ERR a  b\r\n", reply -> reply.error("ERR a\r\nb\r\n"));
    }

    @Test
    void nothingAndTruthDiffer() {
        both("$-1\r\n", "_\r\n", ReplyBuffer::nullBulk);
        both("*-1\r\n", "_\r\n", ReplyBuffer::nullArray);
        both(":1\r\n", "#t\r\n", reply -> reply.bool(true));
        both(":0\r\n", "#f\r\n", reply -> reply.bool(false));
    }

    @Test
    void doublesAreTextInResp2() {
        both("$1\r\n3\r\n", ",3\r\n", reply -> reply.doubleValue(3));
        both("$19\r\n0.10000000000000001\r\n", ",0.10000000000000001\r\n", reply -> reply.doubleValue(0.1));
        both("$3\r\ninf\r\n", ",inf\r\n", reply -> reply.doubleValue(Double.POSITIVE_INFINITY));
        both("$4\r\n-inf\r\n", ",-inf\r\n", reply -> reply.doubleValue(Double.NEGATIVE_INFINITY));
        both("$2\r\n-0\r\n", ",-0\r\n", reply -> reply.doubleValue(-0.0));
    }

    @Test
    void aggregatesHaveTheirOwnKinds() {
        both("*2\r\n", "*2\r\n", reply -> reply.arrayHeader(2));
        both("*4\r\n", "%2\r\n", reply -> reply.mapHeader(2));
        both("*2\r\n", "~2\r\n", reply -> reply.setHeader(2));
        both("*2\r\n", ">2\r\n", reply -> reply.pushHeader(2));
        both("$5\r\nh\u00c3\u00a9ll\r\n", "=9\r\ntxt:h\u00c3\u00a9ll\r\n", reply -> reply.verbatim("txt", "h\u00e9ll"));
    }

    @Test
    void aHeaderCanComeLast() {
        both("+first\r\n*12\r\n" + ":7\r\n".repeat(12), "+first\r\n*12\r\n" + ":7\r\n".repeat(12), reply -> {
            reply.simple("first");
            int opened = reply.open();
            for (int i = 0; i < 12; i++) reply.integer(7);
            reply.closeArray(opened, 12);
        });
        both("*2\r\n+a\r\n+b\r\n", "%1\r\n+a\r\n+b\r\n", reply -> {
            int opened = reply.open();
            reply.simple("a");
            reply.simple("b");
            reply.closeMap(opened, 1);
        });
        both("*1\r\n*0\r\n", "*1\r\n~0\r\n", reply -> {
            int outer = reply.open();
            reply.closeSet(reply.open(), 0);
            reply.closeArray(outer, 1);
        });
    }

    @Test
    void whatFailedCanBeForgotten() {
        assertEquals("+a\r\n+c\r\n", written(2, reply -> {
            reply.simple("a");
            int size = reply.size();
            reply.simple("b");
            reply.truncate(size);
            reply.simple("c");
        }));
    }
}

package io.headwater.cache.resp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.cache.engine.Args;
import io.headwater.cache.resp.RequestParser.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestParserTest {
    private static final int MAX_BULK = 1 << 20;

    @Test
    void aPipelineIsReadRequestByRequest() {
        assertEquals(
                List.of(List.of("SET", "a", "1"), List.of("GET", "a")),
                parse("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n"));
    }

    @Test
    void anArgumentMayHoldAnyBytes() {
        assertEquals(List.of(List.of("ECHO", "a\r\nb\0c")), parse("*2\r\n$4\r\nECHO\r\n$6\r\na\r\nb\0c\r\n"));
    }

    @Test
    void emptyAndNegativeArraysAreSkipped() {
        assertEquals(List.of(List.of(), List.of(), List.of("PING")), parse("*0\r\n*-1\r\n*1\r\n$4\r\nPING\r\n"));
    }

    @Test
    void inlineCommandsKnowQuotes() {
        assertEquals(
                List.of(List.of("SET", "a b", "x\n\"y"), List.of("GET", "it's")),
                parse("SET 'a b' \"x\\n\\\"y\"\r\nGET 'it\\'s'\n"));
    }

    @Test
    void hexEscapesAndWordsGluedToQuotesAreRead() {
        assertEquals(List.of(List.of("SET", "xyz", "")), parse("SET x\"\\x79z\" \"\"\r\n"));
    }

    @Test
    void everyCutOfAStreamIsReadAlike() {
        byte[] stream = bytes("*3\r\n$3\r\nSET\r\n$10\r\n0123456789\r\n$0\r\n\r\nPING\r\n*1\r\n$4\r\nQUIT\r\n");
        List<List<String>> whole = parse(new String(stream, StandardCharsets.ISO_8859_1));
        assertEquals(3, whole.size());
        for (int cut = 0; cut < stream.length; cut++) {
            List<List<String>> found = new ArrayList<>();
            RequestParser parser = new RequestParser(MAX_BULK);
            parser.wrap(stream, 0, cut);
            assertEquals(Result.INCOMPLETE, readAll(parser, found), "cut at " + cut);
            parser.moved(stream.clone(), stream.length);
            assertEquals(Result.INCOMPLETE, readAll(parser, found));
            assertEquals(whole, found, "cut at " + cut);
        }
    }

    @Test
    void bytesThatTrickleInAreReadAlike() {
        byte[] stream = bytes("*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\nECHO \"a b\"\r\n*2\r\n$4\r\nECHO\r\n$1\r\nx\r\n");
        List<List<String>> found = new ArrayList<>();
        RequestParser parser = new RequestParser(MAX_BULK);
        parser.wrap(stream, 0, 0);
        for (int end = 1; end <= stream.length; end++) {
            parser.moved(stream, end);
            readAll(parser, found);
        }
        assertEquals(List.of(List.of("ECHO", "hello"), List.of("ECHO", "a b"), List.of("ECHO", "x")), found);
    }

    @Test
    void brokenRequestsAreRefusedInRedissWords() {
        assertBroken("ERR Protocol error: invalid multibulk length", "*abc\r\n");
        assertBroken("ERR Protocol error: invalid multibulk length", "*2147483648\r\n");
        assertBroken("ERR Protocol error: invalid multibulk length", "* 1\r\n");
        assertBroken("ERR Protocol error: expected '$', got 'f'", "*1\r\nfoo\r\n");
        assertBroken("ERR Protocol error: expected '$', got ' '", "*1\r\n\r\n");
        assertBroken("ERR Protocol error: invalid bulk length", "*1\r\n$-1\r\n");
        assertBroken("ERR Protocol error: invalid bulk length", "*1\r\n$04\r\n");
        assertBroken("ERR Protocol error: invalid bulk length", "*1\r\n$" + (MAX_BULK + 1) + "\r\n");
        assertBroken("ERR Protocol error: unbalanced quotes in request", "SET a \"foo\r\n");
        assertBroken("ERR Protocol error: unbalanced quotes in request", "SET a \"foo\"bar\r\n");
        assertBroken("ERR Protocol error: too big inline request", "x".repeat(70_000));
        assertBroken("ERR Protocol error: too big mbulk count string", "*" + "1".repeat(70_000));
        assertBroken("ERR Protocol error: too big bulk count string", "*1\r\n$" + "1".repeat(70_000));
    }

    @Test
    void aLongestArgumentIsAccepted() {
        String longest = "v".repeat(MAX_BULK);
        assertEquals(List.of(List.of("ECHO", longest)), parse("*2\r\n$4\r\nECHO\r\n$" + MAX_BULK + "\r\n" + longest + "\r\n"));
    }

    @Test
    void noBytesBringTheParserDown() {
        Random random = new Random(42);
        byte[] alphabet = bytes("*$-0123456789\r\n\"'\\x aPING\0\u00ff");
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(60)];
            for (int i = 0; i < noise.length; i++) noise[i] = alphabet[random.nextInt(alphabet.length)];
            RequestParser parser = new RequestParser(MAX_BULK);
            parser.wrap(noise, 0, noise.length);
            readAll(parser, new ArrayList<>());
        }
    }

    private static void assertBroken(String message, String stream) {
        byte[] bytes = bytes(stream);
        RequestParser parser = new RequestParser(MAX_BULK);
        parser.wrap(bytes, 0, bytes.length);
        assertEquals(Result.BROKEN, readAll(parser, new ArrayList<>()), stream.substring(0, Math.min(20, stream.length())));
        assertArrayEquals(bytes(message), parser.error());
    }

    private static List<List<String>> parse(String stream) {
        byte[] bytes = bytes(stream);
        RequestParser parser = new RequestParser(MAX_BULK);
        parser.wrap(bytes, 0, bytes.length);
        List<List<String>> found = new ArrayList<>();
        assertEquals(Result.INCOMPLETE, readAll(parser, found));
        assertEquals(bytes.length, parser.unread());
        return found;
    }

    private static Result readAll(RequestParser parser, List<List<String>> found) {
        Result result = parser.next();
        for (; result == Result.REQUEST; result = parser.next()) {
            Args args = parser.args();
            List<String> request = new ArrayList<>();
            for (int i = 0; i < args.count(); i++) request.add(args.text(i));
            found.add(request);
        }
        return result;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

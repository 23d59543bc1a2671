package io.headwater.hub.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalQueries;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A point in time as the command line takes it: ISO-8601 date and time (no zone means UTC; a blank may stand for the
 * T), seconds since 1970, milliseconds since 1970 from 10^11 on, {@code 10 minutes ago}, or {@code latest}. A finer fraction than a millisecond is cut off.
 *
 * @param timeMs milliseconds since 1970, from 0; {@link Long#MAX_VALUE} for {@code latest}
 */
public record TimeArgument(long timeMs) {
    /** The newest moment there is. */
    public static final TimeArgument LATEST = new TimeArgument(Long.MAX_VALUE);

    /** From here on a number means milliseconds: as seconds it would be the year 5138. */
    private static final long FIRST_MILLISECONDS = 100_000_000_000L;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    /** Whether this is {@code latest}. */
    public boolean isLatest() {
        return equals(LATEST);
    }

    /**
     * Reads a time.
     *
     * @throws IllegalArgumentException if the text is none; the message says what would be one
     */
    public static TimeArgument parse(String text) {
        String trimmed = text.strip();
        if (trimmed.equalsIgnoreCase("latest")) {
            return LATEST;
        }
        Optional<Long> beforeNow = RelativeTime.parse(trimmed);
        if (beforeNow.isPresent()) {
            return new TimeArgument(Math.max(0, System.currentTimeMillis() - beforeNow.get()));
        }
        if (NUMBER.matcher(trimmed).matches()) {
            long number = Long.parseLong(trimmed);
            return new TimeArgument(number < FIRST_MILLISECONDS ? number * 1000 : number);
        }
        try {
            var parsed = ISO.parse(trimmed.replaceFirst(" +(?=\\d\\d:)", "T").replace(" ", ""));
            ZoneOffset zone = parsed.query(TemporalQueries.offset());
            Instant instant = LocalDateTime.from(parsed).toInstant(zone == null ? ZoneOffset.UTC : zone);
            if (instant.isBefore(Instant.EPOCH)) {
                throw new IllegalArgumentException("'" + text + "' is before 1970");
            }
            return new TimeArgument(instant.toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is not a time: give one like 2026-11-20T18:30:00Z (no zone means UTC),"
                    + " seconds or milliseconds since 1970, '10 minutes ago', or latest", e);
        }
    }

    @Override
    public String toString() {
        return isLatest() ? "latest" : Instant.ofEpochMilli(timeMs).toString();
    }
}

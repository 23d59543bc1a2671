package io.headwater.archive.schedule;

import io.headwater.schemas.HeadwaterException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A schedule in the syntax of cron: minute, hour, day of the month, month, day of the week, divided by blanks; all in UTC. Each is {@code *}, a number, a name (JAN, MON), a range
 * {@code a-b}, any of these with a step {@code /n}, or a list of them with commas. Where both days are restricted, either will do. Source: crontab(5) of Vixie's cron. Immutable.
 */
public final class Cron {
    private static final List<String> MONTHS =
            List.of("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    /** A 29th of February on a given day of the week comes within 40 years, whatever century ends in between. */
    private static final int HORIZON_DAYS = 40 * 366;

    private static final int MINUTES_OF_DAY = 24 * 60;
    private static final long MINUTE_MS = 60_000;
    private static final long DAY_MS = MINUTES_OF_DAY * MINUTE_MS;

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet monthDays;
    private final BitSet months;
    private final BitSet weekDays;
    private final boolean eitherDay;

    private Cron(String text, String[] fields) {
        this.text = text;
        minutes = set(fields[0], 0, 59, List.of());
        hours = set(fields[1], 0, 23, List.of());
        monthDays = set(fields[2], 1, 31, List.of());
        months = set(fields[3], 1, 12, MONTHS);
        weekDays = set(fields[4], 0, 7, DAYS);
        if (weekDays.get(7)) {
            weekDays.set(0); // both are Sunday
        }
        eitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    }

    /**
     * Reads a schedule.
     *
     * @throws HeadwaterException if it is none, or no time ever fits it
     */
    public static Cron parse(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 5) {
            throw wrong(text, "it has " + fields.length + " fields");
        }
        try {
            Cron cron = new Cron(text.strip(), fields);
            if (cron.nextAfter(0).isEmpty()) {
                throw wrong(text, "no time ever fits it");
            }
            return cron;
        } catch (IllegalArgumentException e) {
            throw wrong(text, String.valueOf(e.getMessage()));
        }
    }

    private static HeadwaterException wrong(String text, String why) {
        return new HeadwaterException(
                "'" + text + "' is no schedule: " + why,
                "give minute, hour, day, month and weekday in UTC, as \"0 * * * *\" for every hour",
                HeadwaterException.EXIT_USAGE);
    }

    private static BitSet set(String field, int first, int last, List<String> names) {
        BitSet set = new BitSet(last + 1);
        for (String part : field.split(",", -1)) {
            String[] step = part.split("/", -1);
            String[] range = step[0].split("-", -1);
            if (step.length > 2 || range.length > 2) {
                throw new IllegalArgumentException("'" + part + "' is no range");
            }
            boolean all = step[0].equals("*");
            int from = all ? first : number(range[0], first, last, names);
            int to = all || range.length == 1 && step.length == 2 ? last : number(range[range.length - 1], first, last, names);
            int by = step.length == 2 ? number(step[1], 1, last, List.of()) : 1;
            if (from > to) {
                throw new IllegalArgumentException("'" + part + "' runs backwards");
            }
            for (int value = from; value <= to; value += by) {
                set.set(value);
            }
        }
        return set;
    }

    private static int number(String text, int first, int last, List<String> names) {
        int named = text.isEmpty() ? -1 : names.indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) {
            return named;
        }
        if (!text.matches("\\d{1,2}") || Integer.parseInt(text) < first || Integer.parseInt(text) > last) {
            throw new IllegalArgumentException("'" + text + "' is not one of " + first + " to " + last);
        }
        return Integer.parseInt(text);
    }

    /**
     * The first time behind another that fits, both milliseconds since 1970; empty if none does.
     */
    public OptionalLong nextAfter(long timeMs) {
        long minute = Math.floorDiv(timeMs, MINUTE_MS) + 1;
        LocalDate day = Instant.ofEpochMilli(minute * MINUTE_MS).atOffset(ZoneOffset.UTC).toLocalDate();
        int from = Math.floorMod(minute, MINUTES_OF_DAY);
        for (int days = 0; days < HORIZON_DAYS; days++) {
            int found = fits(day) ? firstMinute(from) : -1;
            if (found >= 0) {
                return OptionalLong.of(day.toEpochDay() * DAY_MS + found * MINUTE_MS);
            }
            day = day.plusDays(1);
            from = 0;
        }
        return OptionalLong.empty();
    }

    private boolean fits(LocalDate day) {
        boolean inMonth = monthDays.get(day.getDayOfMonth());
        boolean inWeek = weekDays.get(day.getDayOfWeek().getValue() % 7);
        return months.get(day.getMonthValue()) && (eitherDay ? inMonth || inWeek : inMonth && inWeek);
    }

    /** The first minute of the day from one on; -1 if there is none. */
    private int firstMinute(int from) {
        for (int hour = hours.nextSetBit(from / 60); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            int minute = minutes.nextSetBit(hour == from / 60 ? from % 60 : 0);
            if (minute >= 0) {
                return hour * 60 + minute;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return text;
    }
}

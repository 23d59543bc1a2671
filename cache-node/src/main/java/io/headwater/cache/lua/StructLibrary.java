package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code struct}: values to bytes and back, by a format. Source of the rules: the documentation of the library of that name. */
public final class StructLibrary {
    private static final int MAX_INTEGER_BYTES = 32;
    private static final int MAX_ALIGNMENT = 8;
    private static final int LONG_BYTES = 8;

    private StructLibrary() {}

    /** The table of its functions. */
    public static LuaTable create() {
        LuaTable struct = new LuaTable();
        BaseLibrary.add(struct, "pack", (lua, args) -> one(pack(lua, args)));
        BaseLibrary.add(struct, "unpack", StructLibrary::unpack);
        BaseLibrary.add(struct, "size", (lua, args) -> one((double) size(args)));
        return struct;
    }

    /** Reads a format; what an option means in bytes, how it is aligned, and in which order its bytes come. */
    private static final class Format {
        private final LuaString text;
        private int at;
        private boolean little = true;
        private int alignment = 1;
        int option;
        long size;

        Format(LuaString text) {
            this.text = text;
        }

        boolean next() {
            if (at == text.length() || text.at(at) == 0) return false;
            option = text.at(at++);
            size = switch (option) {
                case 'B', 'b', 'x' -> 1;
                case 'H', 'h' -> 2;
                case 'L', 'l', 'T', 'd' -> LONG_BYTES;
                case 'f' -> 4;
                case 'c' -> number(1);
                case 'i', 'I' -> integerBytes();
                default -> 0;
            };
            return true;
        }

        private long integerBytes() {
            long bytes = number(4);
            if (bytes > MAX_INTEGER_BYTES) {
                throw LuaError.message("integral size " + bytes + " is larger than limit of " + MAX_INTEGER_BYTES);
            }
            return bytes;
        }

        private long number(int otherwise) {
            if (at == text.length() || !Chars.isDigit(text.at(at))) return otherwise;
            long value = 0;
            while (at < text.length() && Chars.isDigit(text.at(at))) {
                int digit = text.at(at++) - '0';
                if (value > Integer.MAX_VALUE / 10 || value * 10 > Integer.MAX_VALUE - digit) throw LuaError.message("integral size overflow");
                value = value * 10 + digit;
            }
            return value;
        }

        /** Bytes in front of the option's value at this position. */
        int padding(long position) {
            if (size == 0 || option == 'c') return 0;
            long unit = Math.min(size, alignment);
            return unit > 1 ? (int) ((unit - (position & (unit - 1))) & (unit - 1)) : 0;
        }

        /** An option that stands for no value. */
        void control() {
            switch (option) {
                case ' ' -> {}
                case '>' -> little = false;
                case '<' -> little = true;
                case '!' -> {
                    long wanted = number(MAX_ALIGNMENT);
                    if (wanted <= 0 || (wanted & (wanted - 1)) != 0) throw LuaError.message("alignment " + wanted + " is not a power of 2");
                    alignment = (int) wanted;
                }
                default -> throw LuaError.argument(1, "invalid format option '" + (char) option + "'");
            }
        }

        /** Place of the byte of this weight. */
        int place(int weight) {
            return little ? weight : (int) size - 1 - weight;
        }
    }

    private static LuaString pack(Lua lua, Arguments args) {
        Format format = new Format(args.string(1));
        LuaBuffer out = new LuaBuffer(lua);
        int argument = 2;
        while (format.next()) {
            for (int i = format.padding(out.size()); i > 0; i--) out.add(0);
            switch (format.option) {
                case 'b', 'B', 'h', 'H', 'l', 'L', 'T', 'i', 'I' -> putInteger(out, format, number(args, argument++));
                case 'x' -> out.add(0);
                case 'f' -> putBits(out, format, Float.floatToRawIntBits((float) number(args, argument++)));
                case 'd' -> putBits(out, format, Double.doubleToRawLongBits(number(args, argument++)));
                case 'c', 's' -> {
                    if (argument > args.count()) throw LuaError.argument(argument, "string expected, got nil");
                    LuaString text = args.string(argument++);
                    long length = format.size == 0 ? text.length() : format.size;
                    if (text.length() < length) throw LuaError.argument(argument, "string too short");
                    out.add(text.bytes(), 0, (int) length);
                    if (format.option == 's') out.add(0);
                }
                default -> format.control();
            }
        }
        return out.toLuaString();
    }

    /** A missing number is said to be nil, as in the library. */
    private static double number(Arguments args, int i) {
        if (i > args.count()) throw LuaError.argument(i, "number expected, got nil");
        return args.number(i);
    }

    private static void putInteger(LuaBuffer out, Format format, double number) {
        long value = number >= 0x1p63 ? (long) (number - 0x1p63) ^ Long.MIN_VALUE : Arguments.toInteger(number);
        putBits(out, format, value);
    }

    private static void putBits(LuaBuffer out, Format format, long value) {
        byte[] bytes = new byte[(int) format.size];
        for (int i = 0; i < bytes.length; i++) bytes[format.place(i)] = i < LONG_BYTES ? (byte) (value >>> (8 * i)) : 0;
        out.add(bytes, 0, bytes.length);
    }

    private static @Nullable Object[] unpack(Lua lua, Arguments args) {
        Format format = new Format(args.string(1));
        LuaString data = args.string(2);
        long position = args.integer(3, 1);
        if (position <= 0) throw LuaError.argument(3, "offset must be 1 or greater");
        position--;
        List<@Nullable Object> values = new ArrayList<>();
        while (format.next()) {
            position += format.padding(position);
            checkRoom(data, position, format.size);
            switch (format.option) {
                case 'b', 'B', 'h', 'H', 'l', 'L', 'T', 'i', 'I' -> values.add(integer(data, (int) position, format));
                case 'x' -> {}
                case 'f' -> values.add((double) Float.intBitsToFloat((int) bits(data, (int) position, format)));
                case 'd' -> values.add(Double.longBitsToDouble(bits(data, (int) position, format)));
                case 'c' -> {
                    if (format.size == 0) format.size = precedingSize(values);
                    checkRoom(data, position, format.size);
                    values.add(data.slice((int) position, (int) (position + format.size)));
                }
                case 's' -> {
                    int end = (int) position;
                    while (end < data.length() && data.at(end) != 0) end++;
                    if (end == data.length()) throw LuaError.message("unfinished string in data");
                    values.add(data.slice((int) position, end));
                    format.size = end - position + 1;
                }
                default -> format.control();
            }
            position += format.size;
        }
        values.add((double) (position + 1));
        return values.toArray();
    }

    private static void checkRoom(LuaString data, long position, long size) {
        if (size < 0 || size > data.length() || position > data.length() - size) throw LuaError.argument(2, "data string too short");
    }

    private static long precedingSize(List<@Nullable Object> values) {
        Object last = values.isEmpty() ? null : values.getLast();
        Double size = Operations.toNumber(last);
        if (size == null) throw LuaError.message("format 'c0' needs a previous size");
        values.removeLast();
        return Arguments.toInteger(size);
    }

    private static long bits(LuaString data, int position, Format format) {
        long value = 0;
        for (int i = 0; i < Math.min(LONG_BYTES, format.size); i++) value |= (long) data.at(position + format.place(i)) << (8 * i);
        return value;
    }

    private static double integer(LuaString data, int position, Format format) {
        long value = bits(data, position, format);
        boolean signed = Chars.isLower(format.option);
        if (!signed) return value >= 0 ? (double) value : (value >>> 1 | value & 1) * 2.0;
        int unused = Math.max(0, Long.SIZE - 8 * (int) format.size);
        return (double) (value << unused >> unused);
    }

    private static long size(Arguments args) {
        Format format = new Format(args.string(1));
        long position = 0;
        while (format.next()) {
            position += format.padding(position);
            if (format.option == 's') throw LuaError.argument(1, "option 's' has no fixed size");
            if (format.option == 'c' && format.size == 0) throw LuaError.argument(1, "option 'c0' has no fixed size");
            if (!Chars.isAlphanumeric(format.option)) format.control();
            position += format.size;
        }
        return position;
    }
}

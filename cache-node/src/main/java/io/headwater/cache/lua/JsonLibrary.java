package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;

import io.headwater.cache.lua.JsonSettings.Invalid;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** {@code cjson}, with the defaults that Redis gives it. Source of the rules: the documentation of Lua CJSON 2.1. */
public final class JsonLibrary {
    private JsonLibrary() {}

    /** The table of its functions. */
    public static LuaTable create() {
        JsonSettings settings = new JsonSettings();
        LuaTable json = new LuaTable();
        BaseLibrary.add(json, "encode", (lua, args) -> {
            if (args.count() != 1) throw LuaError.argument(1, "expected 1 argument");
            return one(new JsonWriter(lua, settings).text(args.get(1)));
        });
        BaseLibrary.add(json, "decode", (lua, args) -> {
            if (args.count() != 1) throw LuaError.argument(1, "expected 1 argument");
            return one(new JsonReader(lua, settings, args.string(1)).value());
        });
        addSettings(json, settings);
        BaseLibrary.add(json, "new", (lua, args) -> one(create()));
        json.set("null", Userdata.NULL);
        json.set("_NAME", LuaString.of("cjson"));
        json.set("_VERSION", LuaString.of("2.1.0"));
        return json;
    }

    private static void addSettings(LuaTable json, JsonSettings settings) {
        BaseLibrary.add(json, "encode_sparse_array", (lua, args) -> {
            atMost(args, 3);
            if (!args.isNil(1)) settings.convertSparse = flag(args, 1);
            integer(args, 2, 0, Integer.MAX_VALUE, n -> settings.sparseRatio = n);
            integer(args, 3, 0, Integer.MAX_VALUE, n -> settings.sparseSafe = n);
            return new Object[] {settings.convertSparse, (double) settings.sparseRatio, (double) settings.sparseSafe};
        });
        addInteger(json, "encode_max_depth", Integer.MAX_VALUE, n -> settings.encodeDepth = n, () -> settings.encodeDepth);
        addInteger(json, "decode_max_depth", Integer.MAX_VALUE, n -> settings.decodeDepth = n, () -> settings.decodeDepth);
        addInteger(json, "encode_number_precision", 14, n -> settings.precision = n, () -> settings.precision);
        BaseLibrary.add(json, "encode_keep_buffer", (lua, args) -> {
            atMost(args, 1);
            if (!args.isNil(1)) settings.keepBuffer = flag(args, 1);
            return one(settings.keepBuffer);
        });
        BaseLibrary.add(json, "encode_invalid_numbers", (lua, args) -> encodeInvalid(settings, args));
        BaseLibrary.add(json, "decode_invalid_numbers", (lua, args) -> {
            atMost(args, 1);
            if (!args.isNil(1)) settings.decodeInvalid = flag(args, 1);
            return one(settings.decodeInvalid);
        });
    }

    private static void addInteger(LuaTable json, String name, int most, IntConsumer set, IntSupplier get) {
        BaseLibrary.add(json, name, (lua, args) -> {
            atMost(args, 1);
            integer(args, 1, 1, most, set);
            return one((double) get.getAsInt());
        });
    }

    private static @Nullable Object[] encodeInvalid(JsonSettings settings, Arguments args) {
        atMost(args, 1);
        if (args.get(1) instanceof LuaString text && text.toString().equals("null")) settings.encodeInvalid = Invalid.NULL;
        else if (!args.isNil(1)) settings.encodeInvalid = flag(args, 1) ? Invalid.WRITTEN : Invalid.REFUSED;
        return one(settings.encodeInvalid == Invalid.NULL ? LuaString.of("null") : (Object) (settings.encodeInvalid == Invalid.WRITTEN));
    }

    private static void atMost(Arguments args, int count) {
        if (args.count() > count) throw LuaError.argument(count + 1, "found too many arguments");
    }

    private static boolean flag(Arguments args, int i) {
        if (args.get(i) instanceof Boolean bool) return bool;
        String word = args.string(i).toString();
        if (word.equals("on")) return true;
        if (word.equals("off")) return false;
        throw LuaError.argument(i, "invalid option '" + word + "'");
    }

    private static void integer(Arguments args, int i, int least, int most, IntConsumer set) {
        if (args.isNil(i)) return;
        long value = args.integer(i);
        if (value < least || value > most) throw LuaError.argument(i, "expected integer between " + least + " and " + most);
        set.accept((int) value);
    }
}

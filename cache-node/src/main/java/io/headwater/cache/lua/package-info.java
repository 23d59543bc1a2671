/**
 * The language of scripts: Lua 5.1, read and run in Java. Knows nothing of Redis; uses nothing but the JDK, so that a hostile script can neither touch memory nor call what
 * it was not given. Values are {@code null} (nil), {@link java.lang.Boolean}, {@link java.lang.Double}, {@link io.headwater.cache.lua.LuaString},
 * {@link io.headwater.cache.lua.LuaTable}, {@link io.headwater.cache.lua.LuaFunction} and {@link io.headwater.cache.lua.Coroutine}.
 *
 * <p>Source of the language: the Lua 5.1 reference manual, and the behaviour of Lua 5.1.5 where the manual leaves it open: error texts, the order of {@code next}, the
 * border that {@code #} finds.
 */
@NullMarked
package io.headwater.cache.lua;

import org.jspecify.annotations.NullMarked;

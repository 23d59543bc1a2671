package io.headwater.cache.command;

import io.headwater.cache.lua.LuaFunction;

/**
 * A script that was read, ready to run.
 *
 * @param name what errors call it: the SHA-1 of its text, or a function's name
 * @param code its main function
 * @param flags what it promises and asks for
 */
record Script(String name, LuaFunction code, ScriptFlags flags) {}

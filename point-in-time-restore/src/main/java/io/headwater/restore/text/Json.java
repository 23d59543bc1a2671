package io.headwater.restore.text;

import java.util.Locale;

/** Builds JSON text: objects and arrays in the order of the calls. Commas are put where they belong. One thread. */
public final class Json {
    private final StringBuilder out = new StringBuilder(1024);
    private boolean first = true;

    /** Opens an object as an element. */
    public Json object() {
        comma();
        return open('{');
    }

    /** Opens an object as a member. */
    public Json object(String name) {
        name(name);
        return open('{');
    }

    /** Opens an array as a member. */
    public Json array(String name) {
        name(name);
        return open('[');
    }

    public Json endObject() {
        return close('}');
    }

    public Json endArray() {
        return close(']');
    }

    public Json member(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    public Json member(String name, boolean value) {
        name(name);
        out.append(value);
        return this;
    }

    /** A member with three decimals. */
    public Json member(String name, double value) {
        name(name);
        out.append(String.format(Locale.ROOT, "%.3f", value));
        return this;
    }

    public Json member(String name, String value) {
        name(name);
        text(value);
        return this;
    }

    /** An element of an array. */
    public Json element(String value) {
        comma();
        text(value);
        return this;
    }

    private Json open(char bracket) {
        out.append(bracket);
        first = true;
        return this;
    }

    private Json close(char bracket) {
        out.append(bracket);
        first = false;
        return this;
    }

    private void name(String name) {
        comma();
        text(name);
        out.append(':');
    }

    private void comma() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    private void text(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}

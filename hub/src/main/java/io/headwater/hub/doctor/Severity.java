package io.headwater.hub.doctor;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** As recommended. */
    OK,
    /** Costs time, space or convenience; nothing is lost by it. */
    NOTE,
    /** A fault that the cluster is meant to survive stops it for longer, or a guarantee depends on luck. */
    WARNING,
    /** Acknowledged writes can be lost, or the log can be trimmed under its readers. */
    ERROR;

    /** As it is printed. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

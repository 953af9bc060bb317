package dev.breakwater.audit;

import dev.breakwater.exchange.Settings;

/** What is wrong with an export. */
public enum Tampering {
    /** An event, its hash or a line of the format is not what was sealed or chained. */
    CHANGED,
    /** Something is missing in front of what is there. */
    REMOVED,
    /** Something comes after what it should come before. */
    REORDERED,
    /** Something is there that does not belong there. */
    INSERTED,
    /** The end is missing. */
    CUT_OFF,
    /** There are two events of one sequence, two seals over one event, or another history than the remembered one. */
    FORKED,
    /** A seal is of a key that is not trusted. */
    UNKNOWN_KEY,
    /** A seal is not signed by the key that it names. */
    BAD_SIGNATURE,
    /** The last events have no seal, and were expected to. */
    UNSEALED,
    /** It is no export. */
    MALFORMED;

    /** How it is written: lower case with hyphens. */
    public String word() {
        return Settings.word(this);
    }
}

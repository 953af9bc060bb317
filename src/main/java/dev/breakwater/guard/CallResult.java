package dev.breakwater.guard;

/** What a call says about the provider's health. */
public enum CallResult {
    /** It was answered in time. */
    GOOD,
    /** It failed, or took too long. */
    BAD,
    /** It says nothing: the client gave it up, or the provider only asked for patience. */
    SILENT
}

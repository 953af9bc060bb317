package dev.breakwater.ops.console;

import dev.breakwater.exchange.Settings;

/** How bad something is: told by a word and a shape, and only besides by a colour. */
public enum Tone {
    OK("●"),
    WARN("▲"),
    BAD("■");

    private final String mark;

    Tone(String mark) {
        this.mark = mark;
    }

    /** Its shape. */
    public String mark() {
        return mark;
    }

    /** Its name in the style sheet. */
    public String word() {
        return Settings.word(this);
    }

    Tone or(Tone other) {
        return compareTo(other) >= 0 ? this : other;
    }
}

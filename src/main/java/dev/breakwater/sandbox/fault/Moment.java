package dev.breakwater.sandbox.fault;

import java.util.Locale;

/** When in a request's life a fault strikes. */
enum Moment {
    BEFORE_EFFECT,
    AFTER_EFFECT,
    MID_HEAD,
    MID_BODY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

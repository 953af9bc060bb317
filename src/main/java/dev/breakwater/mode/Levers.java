package dev.breakwater.mode;

import dev.breakwater.exchange.Scope;

/**
 * What operators want, as of now.
 *
 * <p>Threading: implementations may be called from any thread; they look into memory only.
 */
public interface Levers {

    /** Nobody has ordered anything. */
    Levers NONE = new Levers() {
        @Override
        public Mode mode(Scope scope) {
            return Mode.AUTO;
        }

        @Override
        public boolean isOn(Switch which, Scope scope) {
            return true;
        }
    };

    Mode mode(Scope scope);

    boolean isOn(Switch which, Scope scope);

    /** Whether writes that wait are delivered now. */
    default boolean drains(Scope scope) {
        return mode(scope) == Mode.AUTO && isOn(Switch.DRAIN, scope);
    }
}

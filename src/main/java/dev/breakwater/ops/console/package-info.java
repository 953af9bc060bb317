/** The console at {@code /console}: what is wrong, since when, and the levers, for people in a browser. */
@NullMarked
package dev.breakwater.ops.console;

import org.jspecify.annotations.NullMarked;

/**
 * Load suites against Breakwater: start what they need, load it, and see afterwards that no money moved twice or
 * vanished.
 */
@NullMarked
package dev.breakwater.load;

import org.jspecify.annotations.NullMarked;

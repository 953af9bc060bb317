/**
 * The money invariants: what must hold of a run, found from what clients were told, what the provider did and what the
 * gateway keeps.
 */
@NullMarked
package dev.breakwater.load.check;

import org.jspecify.annotations.NullMarked;

/** The nouns that every other package shares. Values only: no I/O, no CDI. */
@NullMarked
package dev.breakwater.exchange;

import org.jspecify.annotations.NullMarked;

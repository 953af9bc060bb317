/** The suites: what clients do in which phase, and what is promised to them there. */
@NullMarked
package dev.breakwater.load.suite;

import org.jspecify.annotations.NullMarked;

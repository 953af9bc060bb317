/** The composition root: where the parts are put together, and nothing else. */
@NullMarked
package dev.breakwater;

import org.jspecify.annotations.NullMarked;

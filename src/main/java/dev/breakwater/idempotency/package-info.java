/** Claims a key, replays its stored answer, refuses another body under it. */
@NullMarked
package dev.breakwater.idempotency;

import org.jspecify.annotations.NullMarked;

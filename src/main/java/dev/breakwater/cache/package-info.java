/** Answers that are kept for later: what may be kept, for how long it is good, and for whom (RFC 9111, RFC 5861). */
@NullMarked
package dev.breakwater.cache;

import org.jspecify.annotations.NullMarked;

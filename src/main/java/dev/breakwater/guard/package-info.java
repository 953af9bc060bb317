/** How one call is protected: bulkheads, breakers, timeouts, quotas and the retry budget, each by itself. */
@NullMarked
package dev.breakwater.guard;

import org.jspecify.annotations.NullMarked;

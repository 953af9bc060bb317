/**
 * The simulated provider: an honest small payment API, a ledger of what it really did, and faults on order.
 *
 * <p>For the quick start, drills, tests and load tests; it binds nothing unless it is enabled. Nothing depends on it.
 */
@NullMarked
package dev.breakwater.sandbox;

import org.jspecify.annotations.NullMarked;

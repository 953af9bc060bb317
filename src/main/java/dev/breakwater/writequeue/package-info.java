/** The durable queue of writes: its entries' states, lanes, leases and dead letters. */
@NullMarked
package dev.breakwater.writequeue;

import org.jspecify.annotations.NullMarked;

/**
 * Faults of whole processes: gateway, store and provider, each a process of its own, killed, paused and cut off while
 * writes are accepted and delivered. {@code docs/fault-tests.md} says which and why.
 */
@NullMarked
package dev.breakwater.fault.queue;

import org.jspecify.annotations.NullMarked;

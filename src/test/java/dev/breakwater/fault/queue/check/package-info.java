/**
 * The checker: what clients were told, what the provider's books say, what came over the wire, and what the store
 * holds, held against each other. It shares no code with the gateway, so that it cannot share its mistakes.
 */
@NullMarked
package dev.breakwater.fault.queue.check;

import org.jspecify.annotations.NullMarked;

/** Faults that the sandbox plays on order: what they do, whom they hit, and how they are written in JSON. */
@NullMarked
package dev.breakwater.sandbox.fault;

import org.jspecify.annotations.NullMarked;

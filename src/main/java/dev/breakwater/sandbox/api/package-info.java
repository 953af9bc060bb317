/**
 * The payment APIs that the sandbox plays, as plain functions from a call to an answer and its effects: no socket, no
 * thread, no wait. One thread at a time.
 */
@NullMarked
package dev.breakwater.sandbox.api;

import org.jspecify.annotations.NullMarked;

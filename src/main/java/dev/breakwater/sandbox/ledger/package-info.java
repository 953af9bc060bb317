/** The append-only witness of every effect that the sandbox had. */
@NullMarked
package dev.breakwater.sandbox.ledger;

import org.jspecify.annotations.NullMarked;

/** The append-only log: its events, the hash chain over them, its seals, and what proves an export whole. */
@NullMarked
package dev.breakwater.audit;

import org.jspecify.annotations.NullMarked;

/** Spans of what is sampled, and the trace headers towards providers: {@link dev.breakwater.trace.Tracing}. */
@NullMarked
package dev.breakwater.trace;

import org.jspecify.annotations.NullMarked;

/** The providers' side: connections, guards around each attempt, and the verdict on what came of it. */
@NullMarked
package dev.breakwater.upstream;

import org.jspecify.annotations.NullMarked;

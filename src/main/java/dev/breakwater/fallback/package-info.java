/** The answer that the client gets when the provider gave none that can be used: one decision table. */
@NullMarked
package dev.breakwater.fallback;

import org.jspecify.annotations.NullMarked;

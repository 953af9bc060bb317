/** Delivers queued writes: claims, attempts, settles, and gives way to live traffic. */
@NullMarked
package dev.breakwater.delivery;

import org.jspecify.annotations.NullMarked;

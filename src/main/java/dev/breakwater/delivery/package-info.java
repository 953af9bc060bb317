/**
 * Delivers queued writes: claims, attempts, settles, and gives way to live traffic; and looks up what became of those
 * that are parked.
 */
@NullMarked
package dev.breakwater.delivery;

import org.jspecify.annotations.NullMarked;

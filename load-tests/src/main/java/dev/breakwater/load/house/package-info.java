/** What a suite runs against: processes of its own, or an installation that is there. */
@NullMarked
package dev.breakwater.load.house;

import org.jspecify.annotations.NullMarked;

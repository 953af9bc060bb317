/** Which calls exist and what holds for each: providers, routes, policies and contracts, read and checked at start. */
@NullMarked
package dev.breakwater.route;

import org.jspecify.annotations.NullMarked;

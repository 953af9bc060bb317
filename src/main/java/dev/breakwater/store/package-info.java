/** The store all replicas share: how its scripts are run, what it durably gives, and how its loss is noticed. */
@NullMarked
package dev.breakwater.store;

import org.jspecify.annotations.NullMarked;

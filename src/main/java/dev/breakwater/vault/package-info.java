/** Encryption of everything that is stored, and its keys. */
@NullMarked
package dev.breakwater.vault;

import org.jspecify.annotations.NullMarked;

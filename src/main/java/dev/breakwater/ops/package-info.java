/** The control plane: REST for operators, on a port of its own. */
@NullMarked
package dev.breakwater.ops;

import org.jspecify.annotations.NullMarked;

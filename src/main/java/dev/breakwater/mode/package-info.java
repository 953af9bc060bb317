/** What operators have ordered: modes and switches, who set them and why, and how every replica comes to obey. */
@NullMarked
package dev.breakwater.mode;

import org.jspecify.annotations.NullMarked;

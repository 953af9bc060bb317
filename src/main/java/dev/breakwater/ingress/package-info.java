/** The data plane's HTTP: strict parsing, limits, client authentication, headers and problem+json. */
@NullMarked
package dev.breakwater.ingress;

import org.jspecify.annotations.NullMarked;

package dev.breakwater.ops.console;

import dev.breakwater.ops.Operator;

/**
 * Somebody who has logged in.
 *
 * @param token what the cookie holds
 * @param csrf what each of this session's forms holds: another site can make a browser send the cookie, and not this
 * @param operator who it is
 */
record Session(String token, String csrf, Operator operator) {}

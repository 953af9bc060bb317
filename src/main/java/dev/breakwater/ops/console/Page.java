package dev.breakwater.ops.console;

import org.jspecify.annotations.Nullable;

/**
 * What is around the contents of each page.
 *
 * @param title what the browser shows
 * @param section which part of the console it belongs to
 * @param operator who is logged in; null on the login page
 * @param csrf the session's; empty on the login page
 * @param mayChange whether to offer what changes something
 * @param mayAudit whether to offer the audit log
 */
public record Page(
        String title, String section, @Nullable String operator, String csrf, boolean mayChange, boolean mayAudit) {}

package dev.breakwater.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events, the newest first.
 *
 * @param next what {@link AuditQuery#before} is for the page behind; null if there is none. A page may hold fewer
 *     events than wanted, or none, and yet have a next one: where few fit, not all are looked through at once
 */
public record AuditPage(List<AuditEvent> events, @Nullable String next) {}

package dev.breakwater.fault.queue.check;

import java.util.List;

/**
 * What has happened to one thing, told twice: by its own record, and by the audit log.
 *
 * @param subject a write, a key, or a stream of the log
 * @param changes in order, as the record has them
 * @param events the same, as the log has them
 */
public record Trail(String subject, List<String> changes, List<String> events) {}

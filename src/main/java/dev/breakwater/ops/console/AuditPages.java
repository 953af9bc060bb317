package dev.breakwater.ops.console;

import dev.breakwater.audit.AuditEvent;
import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.AuditLog.StreamState;
import dev.breakwater.audit.AuditPage;
import dev.breakwater.audit.AuditQuery;
import dev.breakwater.audit.EventKind;
import dev.breakwater.audit.Verdict;
import dev.breakwater.exchange.MayBlock;
import dev.breakwater.ops.Operator.Role;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The audit log and how far it is sealed. For auditors only. */
@Singleton
class AuditPages {

    private static final int PAGE_LENGTH = 50;
    private static final long UNSEALED_MAX = 1000; // a sealer at work has far fewer before it
    private static final String SECTION = "audit";

    private final Instance<Optional<AuditLog>> logs;

    @Inject
    AuditPages(Instance<Optional<AuditLog>> logs) {
        this.logs = logs;
    }

    void list(Visit visit) {
        AuditLog log = log(visit);
        if (log == null) {
            return;
        }
        String before = visit.field("before");
        EventKind kind = Arrays.stream(EventKind.values())
                .filter(one -> one.word().equals(visit.field("kind")))
                .findFirst()
                .orElse(null);
        AuditQuery query = new AuditQuery(
                kind,
                given(visit.field("actor")),
                given(visit.field("subject")),
                null,
                null,
                AuditLog.isCursor(before) ? before : null,
                PAGE_LENGTH);
        visit.then(
                log.page(query)
                        .compose(page -> log.state().map(state -> found(visit, kind, page, state)))
                        .toCompletionStage(),
                found -> {
                    if (found != null) {
                        visit.show(200, Pages.audit(visit.page("Audit", SECTION), found));
                    }
                });
    }

    /** Verifies the log in the store, from its first event to its last. */
    void verify(Visit visit) {
        AuditLog log = log(visit);
        if (log != null) {
            visit.then(
                    visit.request().vertx().executeBlocking(() -> verified(log)).toCompletionStage(), verdict -> {
                        if (verdict != null) {
                            Verdict.Fault fault = verdict.fault();
                            String said = fault == null
                                    ? verdict.ends().size() + " streams, "
                                            + verdict.ends().stream()
                                                    .mapToLong(Verdict.End::last)
                                                    .sum()
                                            + " events: none was changed, removed, added or put elsewhere."
                                    : fault.what().word() + " in " + fault.stream() + ", event " + fault.from()
                                            + (fault.to() > fault.from() ? " to " + fault.to() : "") + ". "
                                            + fault.line();
                            visit.show(200, Pages.auditVerified(visit.page("Audit", SECTION), fault == null, said));
                        }
                    });
        }
    }

    @MayBlock
    private static Verdict verified(AuditLog log) throws IOException {
        return log.verify();
    }

    private @Nullable AuditLog log(Visit visit) {
        if (!visit.may(Role.AUDITOR, "auditor")) {
            return null;
        }
        Optional<AuditLog> log = logs.get();
        if (log.isEmpty()) {
            visit.refuse(404, "No audit log", "There is no audit log: quarkus.redis.hosts is not set.");
        }
        return log.orElse(null);
    }

    private static AuditList found(Visit visit, @Nullable EventKind kind, AuditPage page, List<StreamState> states) {
        long unsealed = states.stream().mapToLong(StreamState::unsealed).sum();
        long sealed = states.stream().mapToLong(StreamState::sealed).sum();
        return new AuditList(
                kind == null ? "" : kind.word(),
                visit.field("actor"),
                visit.field("subject"),
                Arrays.stream(EventKind.values()).map(EventKind::word).toList(),
                page.events().stream().map(AuditPages::event).toList(),
                page.next(),
                sealed + " events sealed, " + unsealed + " not yet",
                unsealed > UNSEALED_MAX ? Tone.WARN : Tone.OK);
    }

    private static AuditList.Event event(AuditEvent event) {
        String reason = event.reason();
        return new AuditList.Event(
                Clock.day(event.at()),
                event.stream() + " #" + event.sequence(),
                event.kind().word(),
                event.actor(),
                event.subject(),
                reason == null ? "" : reason,
                event.details().entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining(", ")));
    }

    private static @Nullable String given(String field) {
        return field.isEmpty() ? null : field;
    }
}

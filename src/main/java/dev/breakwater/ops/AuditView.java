package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.audit.AuditEvent;
import dev.breakwater.audit.AuditLog.StreamState;
import dev.breakwater.audit.AuditPage;
import dev.breakwater.audit.Verdict;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the audit log is shown to who may read it. */
final class AuditView {

    private AuditView() {}

    /** Events, the newest first; {@code next} is {@code before} of the page behind. */
    @RegisterForReflection
    record Page(List<Event> events, @Nullable String next) {
        static Page of(AuditPage page) {
            return new Page(page.events().stream().map(Event::of).toList(), page.next());
        }
    }

    /** One event. */
    @RegisterForReflection
    record Event(
            String stream,
            long sequence,
            String at,
            String kind,
            String actor,
            String subject,
            @Nullable String reason,
            Map<String, String> details) {
        static Event of(AuditEvent event) {
            return new Event(
                    event.stream(),
                    event.sequence(),
                    event.at().toString(),
                    event.kind().word(),
                    event.actor(),
                    event.subject(),
                    event.reason(),
                    event.details());
        }
    }

    /** What verifying gave. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record Verified(boolean whole, @Nullable FirstBad firstBad, List<End> streams) {
        static Verified of(Verdict verdict) {
            Verdict.Fault fault = verdict.fault();
            return new Verified(
                    fault == null,
                    fault == null ? null : FirstBad.of(fault),
                    verdict.ends().stream().map(End::of).toList());
        }
    }

    /** The first event that is not right, or the first run of which one is not. */
    @RegisterForReflection
    record FirstBad(String what, String stream, long from, long to, String detail) {
        static FirstBad of(Verdict.Fault fault) {
            return new FirstBad(fault.what().word(), fault.stream(), fault.from(), fault.to(), fault.line());
        }
    }

    /** Where a stream ends, and up to where it is sealed, with the hash there: who remembers it can prove more. */
    @RegisterForReflection
    record End(String stream, long last, long sealed, String hash) {
        static End of(Verdict.End end) {
            return new End(
                    end.stream(),
                    end.last(),
                    end.sealed().sequence(),
                    end.sealed().hash());
        }
    }

    /** How a stream stands. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record State(
            String stream,
            long last,
            long sealed,
            long unsealed,
            @Nullable String sealedAt) {
        static State of(StreamState state) {
            return new State(
                    state.stream(),
                    state.last(),
                    state.sealed(),
                    state.unsealed(),
                    state.sealedAt() == null ? null : state.sealedAt().toString());
        }
    }
}

package dev.breakwater.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SealerTest {

    private final Sealer sealer = new Sealer(MadeLog.KEY);

    @Test
    void a_seal_follows_the_one_before() throws NotCanonical {
        Seal first = sealer.next(null, run("p0", 1, 3), MadeLog.AT);
        Seal second = sealer.next(first, run("p0", 4, 4), MadeLog.AT);

        assertThat(first.startHash()).isEqualTo(Chain.start("p0").hash());
        assertThat(second.startHash()).isEqualTo(first.endHash());
        assertThat(List.of(second.first(), second.last())).containsExactly(4L, 4L);
        assertThat(second.isSignedBy(MadeLog.KEY.publicKey())).isTrue();
        assertThat(second.isSignedBy(SealKey.generate().publicKey())).isFalse();
        assertThat(Seal.parse(second.canonical())).isEqualTo(second);
    }

    @Test
    void a_gap_is_refused() {
        Seal first = sealer.next(null, run("p0", 1, 3), MadeLog.AT);

        refused(null, List.of());
        refused(null, run("p0", 2, 3));
        refused(first, run("p0", 5, 6));
        refused(first, run("p0", 3, 4));
        refused(first, run("p1", 4, 5));
        refused(first, List.of(MadeLog.event("p0", 4, "x"), MadeLog.event("p0", 6, "x")));
        refused(first, List.of(MadeLog.event("p0", 4, "x"), MadeLog.event("p0", 4, "x")));
    }

    private void refused(Seal previous, List<AuditEvent> run) {
        assertThatIllegalArgumentException().isThrownBy(() -> sealer.next(previous, run, MadeLog.AT));
    }

    private static List<AuditEvent> run(String stream, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(n -> MadeLog.event(stream, n, "x"))
                .toList();
    }
}

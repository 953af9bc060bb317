package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.fallback.Recovery;
import io.vertx.core.Future;

/** Nothing is held: a read, a write that nobody can send again, or one that passes while the store is away. */
final class Unheld implements Hold {

    private final Passage passage;
    private final Recovery recovery;
    private final boolean storeAway;

    Unheld(Passage passage, Recovery recovery, boolean storeAway) {
        this.passage = passage;
        this.recovery = recovery;
        this.storeAway = storeAway;
    }

    @Override
    public Future<Ending> after(Outcome outcome) {
        Ending ending = recovery.recover(outcome, passage.route().kind(), passage.isRepeatable());
        return Future.succeededFuture(storeAway ? Marks.storeAway(ending) : ending);
    }
}

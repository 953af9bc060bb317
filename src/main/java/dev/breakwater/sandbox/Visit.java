package dev.breakwater.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One request in the counts: it arrives once and ends once. */
final class Visit {

    private final List<Tally> tallies = new ArrayList<>();
    private final Runnable atEnd;
    private boolean ended;

    Visit(Runnable atEnd) {
        this.atEnd = atEnd;
    }

    void countIn(Tally tally) {
        tally.received++;
        tallies.add(tally);
    }

    /** It changed something at the provider. */
    void executed() {
        tallies.forEach(tally -> tally.executed++);
    }

    /** Its answer was the remembered one. */
    void replayed() {
        tallies.forEach(tally -> tally.replayed++);
    }

    /** Its whole answer was given to the socket. */
    void answered() {
        end(tally -> tally.answered++);
    }

    /** The client went away before that. */
    void abandoned() {
        end(tally -> tally.abandoned++);
    }

    /** A fault ended the connection. */
    void brokenOff() {
        end(tally -> tally.brokenOff++);
    }

    private void end(Consumer<Tally> count) {
        if (!ended) {
            ended = true;
            tallies.forEach(count);
            atEnd.run();
        }
    }
}

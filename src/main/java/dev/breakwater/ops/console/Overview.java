package dev.breakwater.ops.console;

import dev.breakwater.ops.OrderView;
import dev.breakwater.ops.StatusView;
import dev.breakwater.ops.StatusView.QueueView;
import dev.breakwater.ops.StatusView.ReplicaView;
import dev.breakwater.ops.StatusView.StoreView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong, since when, and what is done about it.
 *
 * @param tone how bad it is
 * @param headline that in a sentence
 * @param details more of them
 * @param at when this was seen
 * @param facts about the queue, the store and the replicas
 * @param alarms what put data at risk
 */
public record Overview(
        Tone tone,
        String headline,
        List<String> details,
        String at,
        List<Fact> facts,
        List<String> alarms,
        List<ProviderCard> providers) {

    /** A figure with its name, and what else there is to say of it. */
    public record Fact(String name, String value, String more, Tone tone) {}

    private static final long OLD_SECONDS = 3;

    static Overview of(StatusView status) {
        Instant now = Instant.parse(status.at());
        List<ProviderCard> providers = status.providers().stream()
                .map(one -> ProviderCard.of(one, now))
                .toList();
        List<Fact> facts = facts(status);
        List<String> alarms = status.alarms().stream()
                .map(one -> one.cause() + ", " + one.count() + " times, last "
                        + Clock.since(Instant.parse(one.lastAt()), now) + ": " + one.detail())
                .toList();
        List<String> wrong = new ArrayList<>();
        providers.stream().filter(one -> one.tone() != Tone.OK).forEach(one -> wrong.add(wrong(one)));
        status.switches().stream()
                .filter(one -> Boolean.FALSE.equals(one.on()))
                .forEach(one -> wrong.add(off(one, now)));
        facts.stream()
                .filter(one -> one.tone() != Tone.OK)
                .forEach(one -> wrong.add(
                        one.name() + ": " + one.value() + (one.more().isEmpty() ? "" : ", " + one.more()) + "."));
        if (!alarms.isEmpty()) { // nothing is as urgent
            wrong.add(0, "Data was put at risk since this replica started: see the alarms below.");
        }
        Tone tone = Tone.OK;
        for (ProviderCard one : providers) {
            tone = tone.or(one.tone());
        }
        for (Fact one : facts) {
            tone = tone.or(one.tone());
        }
        tone = tone.or(wrong.isEmpty() ? Tone.OK : Tone.WARN).or(alarms.isEmpty() ? Tone.OK : Tone.BAD);
        return new Overview(
                tone,
                wrong.isEmpty() ? calm(providers.size()) : wrong.get(0),
                wrong.isEmpty() ? List.of() : List.copyOf(wrong.subList(1, wrong.size())),
                Clock.time(now),
                facts,
                alarms,
                providers);
    }

    private static String calm(int providers) {
        return "All is well: " + (providers == 1 ? "the provider is" : "all " + providers + " providers are")
                + " called as usual.";
    }

    private static String wrong(ProviderCard provider) {
        if (!provider.state().equals("auto")) {
            return provider.name() + " is " + provider.state() + ". "
                    + (provider.order() == null ? "Its circuit breaker keeps calls back by itself." : provider.order());
        }
        List<ProviderCard> routes =
                provider.routes().stream().filter(one -> one.tone() != Tone.OK).toList();
        ProviderCard first = routes.get(0);
        return first.scope() + " is " + first.state()
                + (routes.size() == 1 ? ". " : ", and " + (routes.size() - 1) + " more. ")
                + (first.order() == null ? "" : first.order());
    }

    private static String off(OrderView order, Instant now) {
        return "The switch " + order.name() + " is off for " + order.scope() + ". " + ProviderCard.order(order, now);
    }

    private static List<Fact> facts(StatusView status) {
        List<Fact> facts = new ArrayList<>();
        QueueView queue = status.queue();
        if (queue != null) {
            int waiting = queue.pending() + queue.leased();
            Long drain = queue.drainSeconds();
            facts.add(new Fact(
                    "Waiting",
                    writes(waiting),
                    waiting == 0
                            ? ""
                            : "the oldest for " + Clock.lasting(queue.oldestSeconds())
                                    + (drain == null
                                            ? ", not shrinking"
                                            : ", drained in about " + Clock.lasting(drain)),
                    waiting == 0 ? Tone.OK : Tone.WARN));
            facts.add(new Fact(
                    "Parked",
                    writes(queue.parked()),
                    queue.parked() == 0 ? "" : "may have been executed",
                    tone(queue.parked())));
            facts.add(new Fact(
                    "Dead", writes(queue.dead()), queue.dead() == 0 ? "" : "need a decision", tone(queue.dead())));
        }
        facts.add(store(status.store()));
        List<ReplicaView> replicas = status.replicas();
        if (replicas != null) {
            facts.add(replicas(replicas, status.replica()));
        }
        return List.copyOf(facts);
    }

    private static Fact store(@Nullable StoreView store) {
        if (store == null) {
            return new Fact("Store", "none", "nothing is queued", Tone.OK);
        }
        if (store.lost() || !store.up()) {
            return new Fact(
                    "Store", store.lost() ? "lost its data" : "not reachable", "nothing can be queued", Tone.BAD);
        }
        return store.full()
                ? new Fact("Store", "full", "no write is accepted to wait", Tone.BAD)
                : new Fact("Store", "up", "durability " + store.durability(), Tone.OK);
    }

    private static Fact replicas(List<ReplicaView> all, String own) {
        long newest = all.stream().mapToLong(ReplicaView::ordersVersion).max().orElse(0);
        List<String> behind = all.stream()
                .filter(one -> one.ordersVersion() < newest || one.seenSecondsAgo() > OLD_SECONDS)
                .map(ReplicaView::name)
                .toList();
        return new Fact(
                "Replicas",
                (all.size() - behind.size()) + " of " + all.size() + " obey",
                behind.isEmpty() ? "you are on " + own : "not heard from: " + String.join(", ", behind),
                behind.isEmpty() ? Tone.OK : Tone.WARN);
    }

    private static Tone tone(int count) {
        return count == 0 ? Tone.OK : Tone.WARN;
    }

    private static String writes(int count) {
        return count == 1 ? "1 write" : count + " writes";
    }
}

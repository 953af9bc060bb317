package dev.breakwater.writequeue;

import dev.breakwater.store.Script;

/** The queue's steps, one script each; {@code docs/store-queue.md} says what they keep. */
final class QueueScripts {

    static final Script ENQUEUE = step("enqueue");
    static final Script CLAIM = step("claim");
    static final Script INTEND = step("intend");
    static final Script SETTLE = step("settle");
    static final Script HAND_BACK = step("handback");
    static final Script SWEEP = step("sweep");
    static final Script CANCEL = step("cancel");
    static final Script RESOLVE = step("resolve");
    static final Script REPLAY = step("replay");
    static final Script DISCARD = step("discard");
    static final Script CONFIRM = step("confirm");
    static final Script FIND = step("find");
    static final Script WAITING = step("waiting");
    static final Script PARKED = step("parked");
    static final Script LOOKED = step("looked");
    static final Script WALK = step("walk");
    static final Script DEPTH = step("depth");

    private QueueScripts() {}

    private static Script step(String name) {
        return Script.named(name, "audit", "queue");
    }
}

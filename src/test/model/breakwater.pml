/*
 * Breakwater's queued write: accept, lease, deliver, settle. README.md says what is modelled, what is left out and why.
 *
 * Without a macro this is the right design. One macro each makes it wrong in one way (see `check`):
 *   the nine classics        POP_BEFORE_SEND ACCEPT_BEFORE_DURABLE FRESH_KEY_PER_ATTEMPT UNKNOWN_CALLED_FAILED
 *                            NO_FENCE NO_LANE_ORDER NO_AGE_MARGIN LEASE_NOT_DURABLE REFUSAL_FINAL_TOO_EARLY
 *   what else is wrong       UNKNOWN_CALLED_DELIVERED INTENT_NOT_FENCED SETTLE_NOT_FENCED TOKEN_REPEATS
 *                            WINDOW_CHECKED_ON_RESEND_ONLY REJECTED_WITHOUT_RECEIPT TOLD_BEFORE_DURABLE
 *                            CANCEL_WHILE_UNKNOWN LOOKUP_BELIEVED_TOO_EARLY ANOTHER_PARKING_RESOLVED
 *                            PARKED_HEAD_SKIPPED NO_RECLAIM
 * ONLY=<PROPERTY> checks that property alone.
 */

#ifndef ATTEMPTS
#define ATTEMPTS 3
#endif
#ifndef FAILOVERS
#define FAILOVERS 1
#endif
#ifndef ONLY
#define ONLY 0
#endif

/* For a readable counterexample; nothing otherwise. */
#ifdef TELL
#define constant byte                     /* breadth-first search, for the shortest one, allows nothing hidden */
#define say(text) printf(text);
#define say1(text, a) printf(text, a);
#define say2(text, a, b) printf(text, a, b);
#else
#define constant hidden byte
#define say(text)
#define say1(text, a)
#define say2(text, a, b)
#endif

/* ---- What is checked. Each property's name stands in its assertions, so that pan names it; 1 switches it off. */

#define NO_EFFECT_TWICE 1
#define ACCEPTED_NEVER_VANISHES 2
#define FAILED_HAS_NO_EFFECT 3
#define ANSWER_IS_TRUE 4
#define LANE_ORDER 5
#define SENT_UNDER_DURABLE_LEASE 6
#define OVERLAP_IS_KNOWN 7
#define UNKNOWN_NEVER_CALLED_FAILED 8
#define NEVER_SENT_PAST_WINDOW 9
#define TOLD_IS_FINAL 10
#define REJECTED_HAS_NO_EFFECT 11
#define EVERY_ACCEPTED_WRITE_ENDS 12

/* Witnesses: what the right design must be able to reach, or its passing would mean nothing. Checked one at a time. */
#define CAN_DELIVER_BOTH_ACROSS_A_FAILOVER 101
#define CAN_LOSE_AN_UNACKNOWLEDGED_WRITE 102
#define CAN_SEND_AS_LATE_OWNER 103
#define CAN_ANSWER_FROM_MEMORY 104
#define CAN_FENCE_OFF_A_SETTLE 105
#define CAN_BLOCK_BEHIND_A_PARKED_HEAD 106
#define CAN_DELIVER_BEHIND_A_DEAD_HEAD 107
#define CAN_DELIVER_AFTER_A_LOOKUP 108
#define CAN_FAIL_AFTER_A_LOOKUP 109
#define CAN_DECLINE 110
#define CAN_HAVE_TWO_IN_FLIGHT 111
#define CAN_DELIVER_WHAT_A_LOOKUP_DID_NOT_FIND 112
#define WITNESS(name) (ONLY == name)

#define off(name) (ONLY != 0 && ONLY != name)

constant no_effect_twice = off(NO_EFFECT_TWICE);
constant accepted_never_vanishes = off(ACCEPTED_NEVER_VANISHES);
constant failed_has_no_effect = off(FAILED_HAS_NO_EFFECT);
constant answer_is_true = off(ANSWER_IS_TRUE);
constant lane_order = off(LANE_ORDER);
constant sent_under_durable_lease = off(SENT_UNDER_DURABLE_LEASE);
constant overlap_is_known = off(OVERLAP_IS_KNOWN);
constant unknown_never_called_failed = off(UNKNOWN_NEVER_CALLED_FAILED);
constant never_sent_past_window = off(NEVER_SENT_PAST_WINDOW);
constant told_is_final = off(TOLD_IS_FINAL);
constant rejected_has_no_effect = off(REJECTED_HAS_NO_EFFECT);
constant every_accepted_write_ends = off(EVERY_ACCEPTED_WRITE_ENDS);
constant witness_reached = 0;

/* ---- The store. `d_` is the part that a failover, or a power cut, cannot take back. */

mtype = { Absent, Pending, Leased, Delivered, Declined, Parked, Dead };
/* Delivered: the provider said yes. Declined: delivered with the provider's "no". Dead: surely not executed. */

mtype state[2] = Absent, d_state[2] = Absent;
byte token[2], d_token[2];                /* whose lease it is; 0 when not leased */
bit intent[2], d_intent[2];               /* this lease may send */
bit unknown[2], d_unknown[2];             /* an earlier lease may have sent, and no answer has decided since */
bit first, d_first;                       /* which of the two came into the lane first */
byte failovers = FAILOVERS;               /* how often the store may still lose its tail */
#ifdef TOKEN_REPEATS
byte counter, d_counter;
#endif

/* ---- The clients. */

bit begun;                                /* write 0 was submitted: write 1 may be, too (the writes are alike) */
bit accepted[2];                          /* its 202 left */
bit rejected[2];                          /* its client was told for good that it was not accepted */
mtype told[2] = Absent;                   /* the final state that its client was shown */

/* ---- The workers, their attempts, and the requests between them and the provider. */

mtype = { Idle, Claimed, Intended, Clear, Sent };
mtype phase[2] = Idle;                    /* Intended: not yet durable. Clear: durable, may send */
byte attempt[2];                          /* the number of a worker's attempt: never used twice */
byte held[2];                             /* the token under which it claimed */
byte issued;

mtype = { Nothing, Travelling, SaysYes, SaysNo, SaysRefused, NoAnswer };
mtype wire[ATTEMPTS] = Nothing;           /* per attempt: its request, then its answer */
bit serves[ATTEMPTS];                         /* for which write */
bit hasty[ATTEMPTS];                      /* sent when its key was no longer young */

/* ---- The provider. */

mtype memory[2] = Nothing;                /* key -> first answer */
byte effects[2];

#if WITNESS(CAN_DELIVER_WHAT_A_LOOKUP_DID_NOT_FIND)
bit undone[2];                            /* a lookup did not find it */
#else
constant undone[2];
#endif

/* How old a key is: 0 young, 1 too old to be sent once more, 2 the provider may have forgotten it. */
byte age[2];

#define other(w) (1 - w)
#define settled(w) (state[w] == Delivered || state[w] == Declined || state[w] == Dead)
/* Nothing of its lane stands before it. */
#define ahead(w) (state[other(w)] == Absent || first == w || settled(other(w)))
#define works_on(i, w) (phase[i] != Idle && serves[attempt[i]] == w)
#define owns(i, w) (state[w] == Leased && token[w] == held[i])

#if ATTEMPTS == 3
#define any_attempt(p, w) (p(0, w) || p(1, w) || p(2, w))
#elif ATTEMPTS == 4
#define any_attempt(p, w) (p(0, w) || p(1, w) || p(2, w) || p(3, w))
#else
#define any_attempt(p, w) (p(0, w) || p(1, w) || p(2, w) || p(3, w) || p(4, w))
#endif
#define travels(a, w) (wire[a] == Travelling && serves[a] == w)
#define travels_in_time(a, w) (travels(a, w) && !hasty[a])

/* Has worker i stored its intent, so that nothing but its own look at the clock keeps it from sending? */
#define about_to_send(i, w) ((phase[i] == Intended || phase[i] == Clear) && serves[attempt[i]] == w)

#if defined(NO_AGE_MARGIN)
#define young_enough(i, w) (age[w] < 2)
#elif defined(WINDOW_CHECKED_ON_RESEND_ONLY)
#define young_enough(i, w) (age[w] == 0 || !resend[i])
bit resend[2];
#else
#define young_enough(i, w) (age[w] == 0)
#endif

/* The fence: what a worker writes counts only while the lease is its own. */
#if defined(POP_BEFORE_SEND)
#define intent_fence(i, w) true
#define settle_fence(i, w) true
#elif defined(NO_FENCE)
#define intent_fence(i, w) true
#define settle_fence(i, w) (state[w] != Absent)
#elif defined(INTENT_NOT_FENCED)
#define intent_fence(i, w) true
#define settle_fence(i, w) owns(i, w)
#elif defined(SETTLE_NOT_FENCED)
#define intent_fence(i, w) owns(i, w)
#define settle_fence(i, w) (state[w] != Absent)
#else
#define intent_fence(i, w) owns(i, w)
#define settle_fence(i, w) owns(i, w)
#endif

#define may_still_send(i, w) (about_to_send(i, w) && young_enough(i, w))

/* ---- What a client may hear, it hears at once: that is the worst case, for it only adds to what must stay true. */
#ifdef ACCEPT_BEFORE_DURABLE
#define receipt(w) (state[w] != Absent)
#else
#define receipt(w) (state[w] != Absent && (failovers == 0 || d_state[w] != Absent))
#endif
#ifdef TOLD_BEFORE_DURABLE
#define shown(w) settled(w)
#else
#define shown(w) (settled(w) && (failovers == 0 || d_state[w] == state[w]))
#endif

inline hear(w) {
    if
    :: receipt(w) && !rejected[w] && !accepted[w] -> say1("client: write %d has its 202\n", w) accepted[w] = 1
    :: else
    fi;
    if
    :: shown(w) && told[w] == Absent -> say2("client: write %d is shown as %e\n", w, state[w]) told[w] = state[w]
    :: else
    fi
}

/* ---- The end of a write as "failed": at this moment nothing of it has been, or can still be, executed. */
inline die(w) {
    assert(unknown_never_called_failed
        || (effects[w] == 0 && !any_attempt(travels, w) && !may_still_send(0, w) && !may_still_send(1, w)));
    say1("store: write %d is Dead: surely not executed\n", w)
    state[w] = Dead;
    hear(w)
}

/* A worker lets go of its attempt: after settling, fenced off, or because it died. */
inline let_go(i) {
    if
    :: wire[attempt[i]] != Travelling -> wire[attempt[i]] = Nothing; serves[attempt[i]] = 0; hasty[attempt[i]] = 0
    :: else
    fi;
    phase[i] = Idle;
    attempt[i] = 0;
    held[i] = 0
}

/* ---- Step 2, Claim. */
#ifdef NO_LANE_ORDER
#define due(w) (state[w] == Pending)
#elif defined(PARKED_HEAD_SKIPPED)
#define due(w) (state[w] == Pending && (ahead(w) || state[other(w)] == Parked))
#else
#define due(w) (state[w] == Pending && ahead(w))
#endif

/* The workers are alike: when both are idle, the first one works. */
#define free_hands(i) (phase[i] == Idle && (i == 0 || phase[0] != Idle) && issued < ATTEMPTS)

inline take(i, w) {
    say2("worker %d: claims write %d\n", i, w)
    attempt[i] = issued;
    issued++;
#ifdef TOKEN_REPEATS
    counter++;
    held[i] = counter;
#else
    held[i] = issued;
#endif
    serves[attempt[i]] = w;
    phase[i] = Claimed;
    token[w] = held[i];
    state[w] = Leased;
#ifdef POP_BEFORE_SEND
    token[w] = 0;
    state[w] = Absent
#endif
}

/* ---- Step 3, Attempt: the intent first, under the lease. Then the worker waits until the store has it for good. */
inline intend(i, w) {
    if
    :: !intent_fence(i, w) -> say1("worker %d: fenced off before its intent\n", i) let_go(i)
    :: else ->
#ifdef WINDOW_CHECKED_ON_RESEND_ONLY
        resend[i] = unknown[w];
#endif
        if
        :: state[w] == Leased ->
            say2("worker %d: stores its intent to send write %d\n", i, w)
            intent[w] = 1;
            /* Nothing of it was ever sent, or all of it was refused: the key's window starts now. */
            if
            :: !unknown[w] && memory[w] == Nothing && !any_attempt(travels, w) -> age[w] = 0
            :: else
            fi
        :: else
        fi;
        if
        :: failovers == 0 -> phase[i] = Clear
        :: else -> phase[i] = Intended
        fi
    fi
}

#ifdef LEASE_NOT_DURABLE
#define may_go(i) (phase[i] == Clear || phase[i] == Intended)
#else
#define may_go(i) (phase[i] == Clear)
#endif

/* ... and a look at the clock at the moment of sending. A pause after that look is part of the request's travel. */
inline send(i, w) {
    assert(sent_under_durable_lease || phase[i] == Clear);
    assert(overlap_is_known || !any_attempt(travels, w) || unknown[w]
        || state[w] == Parked || state[w] == Delivered || state[w] == Declined);
    assert(!WITNESS(CAN_SEND_AS_LATE_OWNER) || owns(i, w) || witness_reached);
    assert(!WITNESS(CAN_HAVE_TWO_IN_FLIGHT) || !any_attempt(travels, w) || witness_reached);
    say2("worker %d: sends write %d\n", i, w)
    wire[attempt[i]] = Travelling;
    hasty[attempt[i]] = (age[w] > 0);
    phase[i] = Sent
}

/* ---- Step 4, Settle: by outcome, if the lease is still ours. */
#ifdef REFUSAL_FINAL_TOO_EARLY
#define refusal_is_final(w) true
#else
#define refusal_is_final(w) (!unknown[w])
#endif

inline settle(i, w, outcome) {
    say2("worker %d: its attempt ends with %e\n", i, outcome)
    phase[i] = Idle;
    if
    :: !settle_fence(i, w) ->
        say1("worker %d: fenced off\n", i)
        assert(!WITNESS(CAN_FENCE_OFF_A_SETTLE) || witness_reached)
    :: else ->
        token[w] = 0;
        intent[w] = 0;
        if
        :: outcome == SaysYes -> state[w] = Delivered; unknown[w] = 0; hear(w)
        :: outcome == SaysNo -> state[w] = Declined; unknown[w] = 0; hear(w)
        :: outcome == SaysRefused -> state[w] = Pending
        :: outcome == SaysRefused && refusal_is_final(w) -> die(w); unknown[w] = 0
#if defined(UNKNOWN_CALLED_FAILED)
        :: outcome == NoAnswer -> die(w); unknown[w] = 0
#elif defined(UNKNOWN_CALLED_DELIVERED)
        :: outcome == NoAnswer -> state[w] = Delivered; unknown[w] = 0; hear(w)
#else
        :: outcome == NoAnswer -> state[w] = Pending; unknown[w] = 1
#endif
        fi
    fi;
    let_go(i)
}

proctype Worker(bit i) {
end:
    do
    :: atomic { free_hands(i) && due(0) -> take(i, 0) }
    :: atomic { free_hands(i) && due(1) -> take(i, 1) }
    :: atomic { phase[i] == Claimed -> intend(i, serves[attempt[i]]) }
    :: atomic { may_go(i) && young_enough(i, serves[attempt[i]]) -> send(i, serves[attempt[i]]) }
    /* Nothing was sent: breaker open, not witness_reached, or its key was too old. */
    :: atomic { phase[i] == Clear -> settle(i, serves[attempt[i]], SaysRefused) }
    :: atomic { phase[i] == Sent && wire[attempt[i]] != Travelling && wire[attempt[i]] != Nothing ->
        settle(i, serves[attempt[i]], wire[attempt[i]]) }
    /* No answer in time, or none that decides: lost request, lost answer, 5xx. The request may still travel. */
    :: atomic { phase[i] == Sent -> settle(i, serves[attempt[i]], NoAnswer) }
    /* The process dies, and another one starts in its place. */
    :: atomic { phase[i] != Idle -> say1("worker %d: dies\n", i) let_go(i) }
    od
}

/* ---- Step 1, Enqueue: the client repeats it with the same key until it has its 202. */
#ifdef REJECTED_WITHOUT_RECEIPT
#define may_reject(w) (state[w] != Absent && !receipt(w))
#else
#define may_reject(w) (state[w] == Absent)
#endif

#define comes_live(w) (state[w] == Absent && !accepted[w] && !rejected[w] && (w == 0 || begun) \
    && (state[other(w)] == Absent || settled(other(w))))

inline accept_live(i, w) {
    begun = 1;
    if
    :: state[other(w)] == Absent -> first = w
    :: else
    fi;
    say1("client: write %d comes live\n", w)
    take(i, w);
    intend(i, w);
    hear(w)
}

proctype Client(bit w) {
end:
    do
    :: atomic { state[w] == Absent && !accepted[w] && !rejected[w] && (w == 0 || begun) ->
        begun = 1;
        if
        :: state[other(w)] == Absent -> first = w
        :: else
        fi;
        say1("client: write %d is stored\n", w)
        state[w] = Pending;
        hear(w) }
    /* Live, where nothing of its lane waits: stored as leased, with its intent, to whoever sends it at once. */
    :: atomic { comes_live(w) && free_hands(0) -> accept_live(0, w) }
    :: atomic { comes_live(w) && free_hands(1) -> accept_live(1, w) }
    /* "Not accepted", for example because the queue is full: a final word, so nothing may be there. */
    :: atomic { may_reject(w) && !accepted[w] && !rejected[w] ->
        say1("client: write %d is told for good: not accepted\n", w)
        begun = 1;
        rejected[w] = 1 }
    od
}

/* ---- A parked write surely was not done: due again, as if new. Whoever still was about to send it looks at the clock
        before, and finds its lease over for as long as a key lives. */
inline give_up_sending(i, w) {
    if
    :: about_to_send(i, w) -> let_go(i)
    :: else
    fi
}

inline due_again(w) {
    say1("lookup: write %d is due again\n", w)
    give_up_sending(0, w); give_up_sending(1, w);
    if
    :: age[w] == 2 -> memory[w] = Nothing; undone[w] = 1
    :: else
    fi;
    age[w] = 0;
    state[w] = Pending
}

#ifdef ANOTHER_PARKING_RESOLVED
bit looked[2];                            /* a replica's lookup found nothing; what it makes of that comes late */
#endif

/* ---- Step 5, Reclaim; expiry and cancelling; and step 6 as far as it resolves what is parked. */
proctype Housekeeping(bit w) {
end:
    do
#ifndef NO_RECLAIM
    /* A lease may run out whenever it is held: that its owner is only paused makes no difference. */
    :: atomic { state[w] == Leased ->
        say1("store: the lease of write %d runs out\n", w)
        state[w] = Pending; token[w] = 0; unknown[w] = unknown[w] | intent[w]; intent[w] = 0 }
#endif
    /* Or count as unknown what had no intent yet: needless, but harmless. */
    :: atomic { state[w] == Leased && !intent[w] ->
        say1("store: the lease of write %d runs out, and it counts as unknown\n", w)
        state[w] = Pending; token[w] = 0; unknown[w] = 1 }
    /* Its time is up, or its client cancels it. */
#ifndef CANCEL_WHILE_UNKNOWN
    :: atomic { state[w] == Pending && !unknown[w] -> die(w) }
#else
    :: atomic { state[w] == Pending -> die(w); unknown[w] = 0 }
#endif
    :: atomic { state[w] == Pending && unknown[w] ->
        say1("store: write %d is Parked\n", w)
        state[w] = Parked; unknown[w] = 0 }
    /* A lookup finds the effect; or finds none, which counts only when none can come any more. */
    :: atomic { state[w] == Parked && effects[w] > 0 ->
        say1("lookup: write %d was executed\n", w)
        state[w] = Delivered; hear(w);
        assert(!WITNESS(CAN_DELIVER_AFTER_A_LOOKUP) || witness_reached) }
#ifdef LOOKUP_BELIEVED_TOO_EARLY
    :: atomic { state[w] == Parked && effects[w] == 0 -> say("lookup: no effect\n") die(w) }
#else
    :: atomic { state[w] == Parked && effects[w] == 0 && age[w] == 2 ->
        say("lookup: no effect\n")
        die(w);
        assert(!WITNESS(CAN_FAIL_AFTER_A_LOOKUP) || witness_reached) }
    :: atomic { state[w] == Parked && effects[w] == 0 && age[w] == 2 -> due_again(w) }
#endif
#ifdef ANOTHER_PARKING_RESOLVED
    :: atomic { state[w] == Parked && effects[w] == 0 && age[w] == 2 && !looked[w] ->
        say1("lookup: no effect of write %d, says another replica's\n", w)
        looked[w] = 1 }
    :: atomic { state[w] == Parked && looked[w] -> looked[w] = 0; due_again(w) }
#endif
    od
}

/* ---- The store makes its tail durable, or loses it. */
#define same_lease(w) (d_token[w] == token[w] && d_intent[w] == intent[w] && d_unknown[w] == unknown[w])
#define same(w) (d_state[w] == state[w] && same_lease(w))

inline keep(w) {
    d_state[w] = state[w]; d_token[w] = token[w]; d_intent[w] = intent[w]; d_unknown[w] = unknown[w]
}

inline take_back(w) {
    state[w] = d_state[w]; token[w] = d_token[w]; intent[w] = d_intent[w]; unknown[w] = d_unknown[w]
}

/* After the last failover nobody reads this any more. */
inline forget_copy(w) {
    d_state[w] = Absent; d_token[w] = 0; d_intent[w] = 0; d_unknown[w] = 0
}

inline receipt_arrives(i) {
    if
    :: phase[i] == Intended -> phase[i] = Clear
    :: else
    fi
}

inline receipt_fails(i) {
    if
    :: phase[i] == Intended -> let_go(i)
    :: else
    fi
}

proctype Store() {
end:
    do
    :: atomic { failovers > 0 && !(same(0) && same(1) && d_first == first) ->
        say("store: its tail becomes durable\n")
        keep(0); keep(1); d_first = first;
#ifdef TOKEN_REPEATS
        d_counter = counter;
#endif
        receipt_arrives(0); receipt_arrives(1);
        hear(0); hear(1) }
    :: atomic { failovers > 0 && !(same(0) && same(1) && d_first == first) ->
        assert(!WITNESS(CAN_LOSE_AN_UNACKNOWLEDGED_WRITE) || d_state[0] == state[0] || d_state[0] != Absent
            || witness_reached);
        say("store: failover, its tail is lost\n")
        take_back(0); take_back(1); first = d_first;
#ifdef TOKEN_REPEATS
        counter = d_counter;
#endif
#ifndef LEASE_NOT_DURABLE
        receipt_fails(0); receipt_fails(1);
#endif
        failovers--;
        if
        :: failovers == 0 ->
            forget_copy(0); forget_copy(1); d_first = 0
        :: else
        fi }
    od
}

/* ---- The provider. */
inline answer(a, what) {
    if
    :: (phase[0] == Sent && attempt[0] == a) || (phase[1] == Sent && attempt[1] == a) -> wire[a] = what
    :: else -> wire[a] = Nothing; serves[a] = 0                /* nobody waits for it */
    fi;
    hasty[a] = 0
}

inline execute(a, w) {
    assert(lane_order || ahead(w));
    assert(lane_order || first != w || effects[other(w)] == 0);
    say1("provider: executes write %d\n", w)
    effects[w]++;
    assert(no_effect_twice || effects[w] < 2);
    memory[w] = SaysYes;
    answer(a, SaysYes)
}

#ifdef FRESH_KEY_PER_ATTEMPT
#define remembers(w) false
#else
#define remembers(w) (memory[w] != Nothing)
#endif

proctype Provider(byte a) {
end:
    do
    :: atomic { wire[a] == Travelling ->
        assert(never_sent_past_window || age[serves[a]] < 2 || memory[serves[a]] == Nothing);
        if
        :: remembers(serves[a]) ->
            say1("provider: remembers its answer to write %d\n", serves[a])
            assert(!WITNESS(CAN_ANSWER_FROM_MEMORY) || witness_reached); answer(a, memory[serves[a]])
        :: !remembers(serves[a]) || age[serves[a]] == 2 -> execute(a, serves[a])
        :: !remembers(serves[a]) || age[serves[a]] == 2 ->
            say1("provider: declines write %d\n", serves[a])
            memory[serves[a]] = SaysNo; answer(a, SaysNo)
        /* A definite refusal: nothing done, nothing remembered. It may also meet a key that is remembered. */
        :: true -> say1("provider: refuses write %d\n", serves[a]) answer(a, SaysRefused)
        /* The request is lost. */
        :: true -> say1("network: a request of write %d is lost\n", serves[a]) answer(a, Nothing)
        fi }
    od
}

/* ---- Time. The margin is larger than any pause after the look at the clock and any travel: what was
        sent young arrives before the provider forgets. */
#define underway(w) (any_attempt(travels, w) || about_to_send(0, w) || about_to_send(1, w))
#define matters(w) (intent[w] || unknown[w] || state[w] == Parked || underway(w))

proctype Clock(bit w) {
end:
    do
    :: atomic { age[w] == 0 && matters(w) ->
        say1("clock: the key of write %d is too old to be sent again\n", w)
        age[w] = 1 }
    :: atomic { age[w] == 1 && matters(w) && !any_attempt(travels_in_time, w) ->
        say1("clock: the provider may have forgotten the key of write %d\n", w)
        age[w] = 2 }
    od
}

/* ---- What holds at any time: the monitor can move only when it does not. */
#ifdef POP_BEFORE_SEND
#define known(w) (state[w] != Absent || works_on(0, w) || works_on(1, w))
#else
#define known(w) (state[w] != Absent)
#endif
#define not_vanished(w) (!accepted[w] || known(w))
#define failed_truly(w) (state[w] != Dead || effects[w] == 0)
#define answered_truly(w) ((state[w] != Delivered || effects[w] > 0) && (state[w] != Declined || effects[w] == 0))
#define told_for_good(w) (told[w] == Absent || told[w] == state[w])
#define rejected_truly(w) (!rejected[w] || effects[w] == 0)
#define ended(w) (!accepted[w] || settled(w) || state[w] == Parked)

proctype Monitor() {
end:
    do
    :: !(accepted_never_vanishes || (not_vanished(0) && not_vanished(1))) ->
        assert(accepted_never_vanishes || (not_vanished(0) && not_vanished(1)))
    :: !(failed_has_no_effect || (failed_truly(0) && failed_truly(1))) ->
        assert(failed_has_no_effect || (failed_truly(0) && failed_truly(1)))
    :: !(answer_is_true || (answered_truly(0) && answered_truly(1))) ->
        assert(answer_is_true || (answered_truly(0) && answered_truly(1)))
    :: !(told_is_final || (told_for_good(0) && told_for_good(1))) ->
        assert(told_is_final || (told_for_good(0) && told_for_good(1)))
    :: !(rejected_has_no_effect || (rejected_truly(0) && rejected_truly(1))) ->
        assert(rejected_has_no_effect || (rejected_truly(0) && rejected_truly(1)))
    /* Nothing can move any more, and no run is endless (`check` shows both): so every run comes here. */
    :: timeout ->
        assert(every_accepted_write_ends || (ended(0) && ended(1)));
        break
    :: (WITNESS(CAN_DELIVER_BOTH_ACROSS_A_FAILOVER) && failovers < FAILOVERS
            && state[0] == Delivered && state[1] == Delivered && accepted[0] && accepted[1]) -> assert(witness_reached)
    :: (WITNESS(CAN_BLOCK_BEHIND_A_PARKED_HEAD) && state[0] == Parked && state[1] == Pending && first == 0
            && accepted[1]) -> assert(witness_reached)
    :: (WITNESS(CAN_DELIVER_BEHIND_A_DEAD_HEAD) && state[0] == Dead && state[1] == Delivered && first == 0
            && accepted[0]) -> assert(witness_reached)
    :: WITNESS(CAN_DECLINE) && told[0] == Declined -> assert(witness_reached)
    :: WITNESS(CAN_DELIVER_WHAT_A_LOOKUP_DID_NOT_FIND) && undone[0] && told[0] == Delivered -> assert(witness_reached)
    od
}

init {
    atomic {
        run Worker(0); run Worker(1);
        run Client(0); run Client(1);
        run Housekeeping(0); run Housekeeping(1);
        run Store();
        run Provider(0); run Provider(1); run Provider(2);
#if ATTEMPTS > 3
        run Provider(3);
#endif
#if ATTEMPTS > 4
        run Provider(4);
#endif
        run Clock(0); run Clock(1);
        run Monitor()
    }
}

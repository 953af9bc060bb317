package dev.breakwater.upstream;

/** How far an attempt came: what had been handed to the socket and what had been seen of the answer. */
enum WirePhase {
    /** No connection yet: no byte of the request has left. */
    CONNECTING,
    /** The request was handed to the socket, wholly or in part. */
    SENT,
    /** The head of an answer was seen, its last byte was not. */
    HEAD_SEEN,
    /** The last byte of the answer was seen. */
    COMPLETE
}

package dev.breakwater.sandbox;

import dev.breakwater.sandbox.api.Api;
import dev.breakwater.sandbox.api.Ids;
import dev.breakwater.sandbox.fault.Faults;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** What every conversation needs, and where they begin. */
record Conversations(Vertx vertx, Ids ids, Api api, Faults faults, Books books, Traffic traffic) {

    void begin(HttpServerRequest request) {
        new Conversation(this, request).begin();
    }
}

package dev.breakwater.pipeline;

import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.mode.Levers;
import io.vertx.core.Vertx;

/** Time and chance, as stages are handed them, and what operators want. */
public record Means(Vertx vertx, Ticker ticker, Chance chance, Tokens tokens, Levers levers) {}

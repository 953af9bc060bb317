package io.quarkus.redis.pretended;

/** Stands for any Redis type, by its package alone. */
public interface Store {}

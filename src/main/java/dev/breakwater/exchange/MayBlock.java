package dev.breakwater.exchange;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks code that runs on a worker thread or at start, never on an event loop, and so may wait. The platform's own
 * {@code @Blocking} cannot say it: Quarkus refuses it on everything but the methods that it calls itself.
 */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE})
public @interface MayBlock {}

package dev.breakwater.ops;

/** An error of the control plane as {@code application/problem+json} (RFC 9457). */
record OpsProblem(String type, String title, int status, String detail) {}

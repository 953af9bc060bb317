package dev.breakwater.ops;

import java.util.Set;

/**
 * A person or a tool that may use the control plane.
 *
 * @param name its name in the configuration
 * @param roles what it may do
 */
public record Operator(String name, Set<Role> roles) {

    /** What an operator may do. */
    public enum Role {
        /** May look. */
        VIEWER,
        /** May look and change. */
        OPERATOR,
        /** May look, and read the audit log. */
        AUDITOR
    }
}

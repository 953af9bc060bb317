package dev.breakwater.ops;

import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.KeyHash;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Settings;
import dev.breakwater.ops.Operator.Role;
import dev.breakwater.ops.OperatorsConfig.OperatorKeys;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the control plane. All hashes are compared, each in constant time, whether or not one has fitted already.
 *
 * <p>Threading: safe for any thread.
 */
public final class OperatorDirectory {

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(byte[] hash, Operator operator) {}

    private OperatorDirectory() {}

    /** Reads the operators; none at all is allowed, and then nobody gets in. */
    public static OperatorDirectory read(Map<String, OperatorKeys> operators, Faults faults, boolean wellKnownAllowed) {
        OperatorDirectory directory = new OperatorDirectory();
        operators.forEach((name, keys) -> directory.add(name, keys, faults, wellKnownAllowed));
        return directory;
    }

    /** The operator whose key this is, or null. */
    public @Nullable Operator find(String key) {
        byte[] hash = KeyHash.of(key);
        Operator found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(hash, entry.hash())) {
                found = entry.operator();
            }
        }
        return found;
    }

    private void add(String name, OperatorKeys keys, Faults faults, boolean wellKnownAllowed) {
        Settings at = Settings.named("breakwater.operators", name, faults);
        if (!Scope.isName(name)) {
            faults.add("breakwater.operators", name, "cannot name an operator; use " + Scope.NAME_RULE);
        }
        String hex = keys.keySha256().orElse("");
        String fault = KeyHash.fault(hex, wellKnownAllowed);
        if (fault != null) {
            faults.add(at.key("key-sha256"), fault);
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String role : keys.roles().orElse(List.of("viewer"))) {
            roles.add(at.oneOf("roles", Optional.of(role), Role.VIEWER, Role.class));
        }
        if (fault != null) {
            return;
        }
        byte[] hash = HexFormat.of().parseHex(hex);
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(hash, entry.hash())) {
                faults.add(
                        at.key("key-sha256"),
                        "is also the key of the operator '" + entry.operator().name() + "'; give each its own");
            }
        }
        entries.add(new Entry(hash, new Operator(name, roles)));
    }
}

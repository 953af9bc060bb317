package dev.breakwater.ingress;

import dev.breakwater.exchange.Client;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.KeyHash;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.Quota;
import dev.breakwater.ingress.IngressConfig.ClientKeys;
import dev.breakwater.route.RouteTable;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call. A key is looked up by its hash, and the hash is compared in constant time; for an unknown key the same
 * comparison is made with a decoy, so that it takes the same time.
 *
 * <p>Threading: safe for any thread.
 */
public final class ClientDirectory {

    private static final String ROLE = "payments";
    private static final byte[] DECOY = new byte[32];

    private final Map<Long, ConfiguredClient> byPrefix = new HashMap<>();

    private ClientDirectory() {}

    /**
     * Reads the clients.
     *
     * @param routes the providers that there are
     * @param faults where faults go
     * @param wellKnownAllowed whether well-known keys are borne: in dev mode and tests only
     */
    public static ClientDirectory read(
            Map<String, ClientKeys> clients,
            RouteTable routes,
            Faults faults,
            boolean wellKnownAllowed,
            Ticker ticker) {
        ClientDirectory directory = new ClientDirectory();
        if (clients.isEmpty()) {
            faults.add(
                    "breakwater.clients",
                    "is empty, so that nobody could call; name at least one client" + " with the SHA-256 of its key");
        }
        clients.forEach((name, keys) -> directory.add(name, keys, routes, faults, wellKnownAllowed, ticker));
        return directory;
    }

    /** The client whose key this is, or null. */
    @Nullable
    Client find(String key) {
        byte[] hash = KeyHash.of(key);
        ConfiguredClient candidate = byPrefix.get(KeyHash.prefix(hash));
        boolean same = MessageDigest.isEqual(hash, candidate == null ? DECOY : candidate.hash());
        return same ? candidate : null;
    }

    private void add(
            String name, ClientKeys keys, RouteTable routes, Faults faults, boolean wellKnownAllowed, Ticker ticker) {
        Settings at = Settings.named("breakwater.clients", name, faults);
        if (!Scope.isName(name)) {
            faults.add("breakwater.clients", name, "cannot name a client; use " + Scope.NAME_RULE);
        }
        String hex = keys.keySha256().orElse("");
        String fault = KeyHash.fault(hex, wellKnownAllowed);
        if (fault != null) {
            faults.add(at.key("key-sha256"), fault);
        }
        for (String role : keys.roles().orElse(List.of(ROLE))) {
            if (!role.equals(ROLE)) {
                faults.add(at.key("roles"), role, "is no role of a client; the only one is " + ROLE);
            }
        }
        List<String> providers = keys.providers().orElse(List.of());
        for (String provider : providers) {
            if (routes.provider(provider) == null) {
                faults.add(
                        at.key("providers"),
                        provider,
                        "is no configured provider; configured are " + String.join(", ", routes.names()));
            }
        }
        double rate = at.ratePerSecond("rate", keys.rate(), 0);
        String tenant = keys.tenant().orElse(null);
        if (tenant != null && !Scope.isName(tenant)) {
            faults.add(at.key("tenant"), tenant, "cannot name a tenant; use " + Scope.NAME_RULE);
        }
        if (fault != null) {
            return;
        }
        byte[] hash = HexFormat.of().parseHex(hex);
        ConfiguredClient client = new ConfiguredClient(
                name, hash, tenant, Set.copyOf(providers), rate == 0 ? null : new Quota(rate, ticker));
        ConfiguredClient twin = byPrefix.put(KeyHash.prefix(hash), client);
        if (twin != null) {
            faults.add(at.key("key-sha256"), "is also the key of the client '" + twin.name() + "'; give each its own");
        }
    }
}

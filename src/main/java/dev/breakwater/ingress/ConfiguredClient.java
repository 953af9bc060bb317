package dev.breakwater.ingress;

import dev.breakwater.exchange.Client;
import dev.breakwater.guard.Quota;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client from the configuration.
 *
 * @param name its name
 * @param hash the SHA-256 of its key
 * @param tenant null if it shares cached answers with nobody
 * @param providers the providers that it may call; empty for all
 * @param quota null for none
 */
record ConfiguredClient(
        String name,
        byte[] hash,
        @Nullable String tenant,
        Set<String> providers,
        @Nullable Quota quota) implements Client {

    @Override
    public boolean mayUse(String provider) {
        return providers.isEmpty() || providers.contains(provider);
    }

    @Override
    public long takeQuota() {
        return quota == null ? 0 : quota.take();
    }
}

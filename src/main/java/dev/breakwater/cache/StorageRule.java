package dev.breakwater.cache;

import dev.breakwater.exchange.Answer;
import dev.breakwater.vault.Sensitive;
import dev.breakwater.vault.SensitiveBody;
import io.vertx.core.MultiMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer may be kept (RFC 9111 sections 3 and 3.5), and may thus be given to several who asked for it at the
 * same time. Towards one client's own answers we are a private cache; towards those that clients of one tenant share, a
 * shared one.
 */
final class StorageRule {

    /** RFC 9110 section 15.1, without 206: parts are not put together here. */
    private static final Set<Integer> CACHEABLE = Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414);

    private static final Set<Integer> NEVER = Set.of(206, 304);
    private static final int BODY_MAX = 1 << 20; // looking for card data takes an event loop about a millisecond
    private static final int FIRST_SERVER_ERROR = 500;

    private StorageRule() {}

    /**
     * Why {@code answer} must not be kept; null if it may.
     *
     * @param request the headers that the provider was sent
     * @param shared whether more than one client may be shown it
     */
    static @Nullable String refusal(String method, MultiMap request, Answer answer, boolean shared) {
        MultiMap headers = answer.headers();
        CacheControl control = CacheControl.of(headers.getAll("cache-control"));
        if (!"GET".equals(method)) {
            return "not a GET";
        }
        if (answer.tail() != null) {
            return "passed on as it comes";
        }
        if (!isStatus(answer.status(), headers, control)) {
            return "its status";
        }
        if (control.isMalformed()) {
            return "Cache-Control cannot be read";
        }
        if (control.has(CacheControl.NO_STORE)
                || CacheControl.of(request.getAll("cache-control")).has(CacheControl.NO_STORE)) {
            return "no-store";
        }
        if (headers.contains("set-cookie")) {
            return "Set-Cookie";
        }
        if (Vary.of(headers).isAny()) {
            return "Vary: *";
        }
        if (shared && control.has(CacheControl.PRIVATE)) {
            return "private";
        }
        if (shared && !isForAll(control)) {
            return "asked for with a credential";
        }
        if (answer.body().length() > BODY_MAX) {
            return "too large to be looked through";
        }
        return answer.body().length() > 0 && SensitiveBody.look(answer.body().getBytes()) != Sensitive.NONE
                ? "card data"
                : null;
    }

    private static boolean isStatus(int status, MultiMap headers, CacheControl control) {
        return !NEVER.contains(status)
                && status < FIRST_SERVER_ERROR
                && (CACHEABLE.contains(status) || Lifetime.isExplicit(headers) || control.has(CacheControl.PUBLIC));
    }

    /** Every request to a provider bears a credential, ours or the client's: section 3.5. */
    private static boolean isForAll(CacheControl control) {
        return control.has(CacheControl.PUBLIC)
                || control.has(CacheControl.S_MAXAGE)
                || control.has(CacheControl.MUST_REVALIDATE);
    }
}

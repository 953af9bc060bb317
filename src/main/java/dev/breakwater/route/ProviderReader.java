package dev.breakwater.route;

import dev.breakwater.exchange.Settings;
import dev.breakwater.route.ProviderSettings.Credential;
import dev.breakwater.route.ProviderSettings.Transport;
import dev.breakwater.route.ProvidersConfig.ProviderKeys;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what is set for a provider as a whole. */
final class ProviderReader {

    private static final URI NOWHERE = URI.create("https://invalid.invalid");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
    private static final int PORT_MAX = 65_535;
    private static final Pattern NUMBER = Pattern.compile("\\d+|0[xX][0-9a-fA-F]*");
    private static final int BULKHEAD = 200;
    private static final double RETRY_BUDGET = 0.2;

    /** The versions of HTTP that may be spoken to a provider. */
    private enum Http {
        HTTP_1_1,
        HTTP_2
    }

    private final Settings at;
    private final ContractReader contracts;

    ProviderReader(Settings at, ContractReader contracts) {
        this.at = at;
        this.contracts = contracts;
    }

    ProviderSettings read(String name, ProviderKeys keys) {
        boolean plainText = at.flag("allow-plain-text", keys.allowPlainText(), false);
        boolean linkLocal = at.flag("allow-link-local", keys.allowLinkLocal(), false);
        return new ProviderSettings(
                name,
                baseUrl(keys, plainText, linkLocal),
                contracts.named(at.key("contract"), keys.contract()),
                credential(keys),
                at.duration(
                        "connect-timeout",
                        keys.connectTimeout(),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(10),
                        Duration.ofMinutes(1)),
                at.integer("bulkhead", keys.bulkhead(), BULKHEAD, 1, 100_000),
                at.in("retry").share("budget", keys.retry().budget(), RETRY_BUDGET, true),
                new Transport(
                        at.oneOf("http", keys.http(), Http.HTTP_1_1, Http.class) == Http.HTTP_2,
                        keys.tls(),
                        linkLocal));
    }

    private URI baseUrl(ProviderKeys keys, boolean plainText, boolean linkLocal) {
        String text = keys.baseUrl().orElse("");
        String fault = baseUrlFault(text, plainText, linkLocal);
        if (fault != null) {
            at.faults().add(at.key("base-url"), text, fault);
            return NOWHERE;
        }
        return URI.create(text);
    }

    private static @Nullable String baseUrlFault(String text, boolean plainText, boolean linkLocal) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException notOne) {
            return "is not a URL; write it like https://api.stripe.com";
        }
        if (url.getHost() == null || url.getScheme() == null || !url.getScheme().matches("https?")) {
            return "is not an http or https URL with a host; write it like https://api.stripe.com";
        }
        if (NUMBER.matcher(url.getHost()).matches()) {
            return "has a number for a host, which some resolvers take for an address; write it like https://10.0.0.1";
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            return "has a user, a query or a fragment; a credential belongs into credential.value, the rest into requests";
        }
        if (!url.normalize().equals(url)) {
            return "has dot segments or empty segments in its path; write the path out";
        }
        if (url.getPort() == 0 || url.getPort() > PORT_MAX) {
            return "has a port that is none; use 1 to " + PORT_MAX;
        }
        if (!linkLocal && ForbiddenAddress.isLiteral(url.getHost())) {
            return "is a link-local, metadata or multicast address, where no payment API lives; use the provider's own,"
                    + " or set allow-link-local: true if it really is there";
        }
        boolean plain = "http".equals(url.getScheme());
        if (plain && !plainText && !LOOPBACK.matcher(url.getHost()).matches()) {
            return "sends payments unencrypted; use https, or set allow-plain-text: true if something else encrypts them";
        }
        return null;
    }

    private @Nullable Credential credential(ProviderKeys keys) {
        Settings here = at.in("credential");
        if (keys.credential().header().isEmpty() && keys.credential().value().isEmpty()) {
            return null;
        }
        String header = keys.credential().header().orElse("");
        String value = keys.credential().value().orElse("");
        if (!HEADER.matcher(header).matches()) {
            here.faults().add(here.key("header"), header, "is not a header name; write it like Authorization");
        }
        if (!HEADER_VALUE.matcher(value).matches()) {
            here.faults()
                    .add(
                            here.key("value"),
                            "is empty or has characters that no header value may have;"
                                    + " set it from a secret, such as Bearer ${STRIPE_SECRET_KEY}");
        }
        return new Credential(header, value);
    }
}

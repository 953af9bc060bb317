package dev.breakwater.route;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses at which no payment API lives: link-local ones, where clouds keep the credentials of their machines
 * (169.254.169.254), the metadata services that live elsewhere, and those that are no single host's.
 */
public final class ForbiddenAddress {

    /** As {@link InetAddress#getHostAddress} spells them: no addresses themselves, which no native image can hold. */
    private static final Set<String> METADATA = Set.of(
            "fd00:ec2:0:0:0:0:0:254", // AWS
            "fd20:ce:0:0:0:0:0:254", // Google Cloud
            "100.100.100.200", // Alibaba Cloud
            "192.0.0.192"); // Oracle Cloud

    private ForbiddenAddress() {}

    /** Whether {@code host} is such an address, in brackets or not; a name never is, whatever it resolves to. */
    public static boolean isLiteral(@Nullable String host) {
        byte[] bytes = host == null ? null : NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            return false;
        }
        InetAddress address = of(bytes);
        return address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || address.isAnyLocalAddress()
                || METADATA.contains(address.getHostAddress());
    }

    /** An IPv4 address that is mapped into IPv6 comes out as the IPv4 address that it is. */
    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }
}

package dev.breakwater.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.Caller.Reply;
import dev.breakwater.edge.Edge;
import dev.breakwater.edge.RawProvider;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A name that leads to a link-local address, where the machine has one: found out at connect, and nothing is sent. */
class ForbiddenNameTest {

    private static Optional<InetAddress> linkLocal() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(InetAddress::isLinkLocalAddress)
                .findFirst();
    }

    private static Reply call(InetAddress address, int port, String more) throws IOException {
        String host = address.getHostAddress().replaceFirst("%.*", "");
        String settings =
                "p: { base-url: \"http://metadata.test:%d\", contract: none, allow-plain-text: true, retry: { attempts: 1 }%s }";
        try (Edge edge = Edge.startWithHosts(host + " metadata.test\n", settings.formatted(port, more));
                Caller caller = new Caller(edge.port())) {
            return caller.send(Caller.request("POST", "/p/latest/meta-data", "a=b"))
                    .read();
        }
    }

    @Test
    void a_name_that_leads_to_a_link_local_address_is_not_reached() throws IOException {
        Optional<InetAddress> address = linkLocal();
        assumeTrue(address.isPresent(), "this machine has no link-local address");
        try (RawProvider metadata = new RawProvider(new ServerSocket(0))) {
            assumeTrue(
                    call(address.get(), metadata.port(), ", allow-link-local: true")
                                    .status()
                            == 200,
                    "nor can it be reached by a name");
            metadata.answer(RawProvider.OK);
            Reply reply = call(address.get(), metadata.port(), "");
            assertThat(metadata.requests()).isEmpty();
            assertThat(reply.status()).as(reply.text()).isEqualTo(503);
            assertThat(new JsonObject(reply.text()).getString("outcome")).isEqualTo("not-reached");
        }
    }
}

package dev.breakwater;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A resource with a bug, in tests only. */
@Path("/ops/v1/bug")
public class BugForTest {

    static final String SECRET = "sk_live_in_a_message";

    @GET
    public String fail() {
        throw new IllegalStateException(SECRET);
    }
}

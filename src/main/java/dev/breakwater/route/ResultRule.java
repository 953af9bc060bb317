package dev.breakwater.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.breakwater.exchange.PaymentResult;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's answer to a payment says of it, for business figures alone: nothing is decided by it.
 *
 * @param declined statuses with which the provider says no to the payment; other errors say that the request was wrong
 * @param field which member of a successful answer says more; null if none does
 */
public record ResultRule(Set<Integer> declined, @Nullable Field field) {

    /** What holds where a contract says nothing. */
    static final ResultRule USUAL = new ResultRule(Set.of(402), null);

    private static final int FIRST_ERROR = 400;
    private static final int BODY_MAX = 65_536;
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * A member of the JSON object that a successful answer is.
     *
     * @param name of the member, at the top
     * @param declined values that say no
     * @param error values that say that something was wrong
     */
    public record Field(String name, Set<String> declined, Set<String> error) {}

    /**
     * The result that an answer which decides stands for.
     *
     * @param size of the body in bytes; -1 if not all of it is here
     * @param body asked for only if it is looked at: if the contract says so, and it is small enough
     */
    public PaymentResult of(int status, long size, Supplier<byte[]> body) {
        if (declined.contains(status)) {
            return PaymentResult.DECLINED;
        }
        if (status >= FIRST_ERROR) {
            return PaymentResult.ERROR;
        }
        String value = field == null || size < 0 || size > BODY_MAX ? null : value(field.name(), body.get());
        if (field == null || value == null) {
            return PaymentResult.APPROVED;
        }
        return field.declined().contains(value)
                ? PaymentResult.DECLINED
                : field.error().contains(value) ? PaymentResult.ERROR : PaymentResult.APPROVED;
    }

    /** Reads no further than it must; null if the body is no object, or has no such member with a plain value. */
    private static @Nullable String value(String name, byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(name);
                JsonToken value = parser.nextToken();
                if (wanted) {
                    return value.isScalarValue() ? parser.getText() : null;
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException notJson) {
            return null;
        }
    }
}

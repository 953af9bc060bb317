package dev.breakwater.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What Stripe's own Java SDK must be able to do, whatever stands between it and the provider. */
public abstract class StripeSdkContract {

    /** Where the SDK sends its calls, such as {@code http://localhost:8080/stripe}. */
    protected abstract String apiBase();

    /** A key that is accepted there. */
    protected abstract String apiKey();

    /** A key that is not. */
    protected String wrongApiKey() {
        return "pk_not_a_secret_key";
    }

    protected final StripeClient stripe() {
        return stripe(apiKey());
    }

    private StripeClient stripe(String key) {
        return StripeClient.builder()
                .setApiBase(apiBase())
                .setApiKey(key)
                .setMaxNetworkRetries(0)
                .build();
    }

    protected static PaymentIntentCreateParams.Builder euros(long cents) {
        return PaymentIntentCreateParams.builder()
                .setAmount(cents)
                .setCurrency("eur")
                .setPaymentMethod("pm_card_visa");
    }

    private PaymentIntent paid(long cents) throws StripeException {
        return stripe().v1()
                .paymentIntents()
                .create(euros(cents).setConfirm(true).build());
    }

    @Test
    void a_payment_is_created_and_confirmed_in_one_call() throws StripeException {
        PaymentIntent intent = stripe().v1()
                .paymentIntents()
                .create(euros(1099)
                        .setConfirm(true)
                        .setDescription("order 7")
                        .putMetadata("order", "7")
                        .build());

        assertThat(intent.getId()).startsWith("pi_");
        assertThat(intent.getStatus()).isEqualTo("succeeded");
        assertThat(intent.getAmountReceived()).isEqualTo(1099);
        assertThat(intent.getCurrency()).isEqualTo("eur");
        assertThat(intent.getMetadata()).containsEntry("order", "7");
        assertThat(intent.getLatestCharge()).startsWith("ch_");
        assertThat(intent.getLastResponse().requestId()).startsWith("req_");
        assertThat(stripe().v1().paymentIntents().retrieve(intent.getId()).getDescription())
                .isEqualTo("order 7");
    }

    @Test
    void a_payment_is_authorised_then_captured_in_part() throws StripeException {
        PaymentIntent created = stripe().v1()
                .paymentIntents()
                .create(euros(2000)
                        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                        .build());
        assertThat(created.getStatus()).isEqualTo("requires_confirmation");

        PaymentIntent confirmed = stripe().v1().paymentIntents().confirm(created.getId());
        assertThat(confirmed.getStatus()).isEqualTo("requires_capture");
        assertThat(confirmed.getAmountCapturable()).isEqualTo(2000);

        PaymentIntent captured = stripe().v1()
                .paymentIntents()
                .capture(
                        created.getId(),
                        PaymentIntentCaptureParams.builder()
                                .setAmountToCapture(1500L)
                                .build());
        assertThat(captured.getStatus()).isEqualTo("succeeded");
        assertThat(captured.getAmountReceived()).isEqualTo(1500);

        InvalidRequestException again = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe().v1().paymentIntents().capture(created.getId()));
        assertThat(again.getCode()).isEqualTo("payment_intent_unexpected_state");
        assertThat(again.getStatusCode()).isEqualTo(400);
        assertThat(again.getStripeError().getPaymentIntent().getId()).isEqualTo(created.getId());
    }

    @Test
    void a_capture_of_more_than_was_authorised_is_refused() throws StripeException {
        PaymentIntent intent = stripe().v1()
                .paymentIntents()
                .create(euros(500)
                        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                        .setConfirm(true)
                        .build());
        var tooMuch =
                PaymentIntentCaptureParams.builder().setAmountToCapture(501L).build();
        InvalidRequestException refused = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe().v1().paymentIntents().capture(intent.getId(), tooMuch));
        assertThat(refused.getCode()).isEqualTo("amount_too_large");
        assertThat(refused.getParam()).isEqualTo("amount_to_capture");
    }

    @Test
    void a_payment_is_canceled_once() throws StripeException {
        PaymentIntent intent = stripe().v1().paymentIntents().create(euros(700).build());
        PaymentIntent canceled = stripe().v1().paymentIntents().cancel(intent.getId());
        assertThat(canceled.getStatus()).isEqualTo("canceled");
        assertThat(canceled.getCanceledAt()).isNotNull();
        InvalidRequestException confirmed = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe().v1().paymentIntents().confirm(intent.getId()));
        assertThat(confirmed.getCode()).isEqualTo("payment_intent_unexpected_state");
    }

    @Test
    void refunds_go_up_to_what_was_paid() throws StripeException {
        PaymentIntent intent = paid(1000);
        Refund part =
                stripe().v1().refunds().create(refund(intent).setAmount(400L).build());
        assertThat(part.getStatus()).isEqualTo("succeeded");
        assertThat(part.getPaymentIntent()).isEqualTo(intent.getId());

        InvalidRequestException tooMuch = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe().v1()
                        .refunds()
                        .create(refund(intent).setAmount(601L).build()));
        assertThat(tooMuch.getStatusCode()).isEqualTo(400);
        assertThat(tooMuch.getParam()).isEqualTo("amount");

        Refund rest = stripe().v1().refunds().create(refund(intent).build());
        assertThat(rest.getAmount()).isEqualTo(600);
        assertThat(stripe().v1().refunds().retrieve(rest.getId()).getAmount()).isEqualTo(600);
        assertThat(stripe().v1()
                        .refunds()
                        .list(RefundListParams.builder()
                                .setPaymentIntent(intent.getId())
                                .build())
                        .getData())
                .extracting(Refund::getId)
                .containsExactly(rest.getId(), part.getId());

        InvalidRequestException again = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe().v1().refunds().create(refund(intent).build()));
        assertThat(again.getCode()).isEqualTo("charge_already_refunded");
    }

    private static RefundCreateParams.Builder refund(PaymentIntent intent) {
        return RefundCreateParams.builder().setPaymentIntent(intent.getId());
    }

    @Test
    void lists_are_paged_newest_first() throws StripeException {
        String customer = "cus_" + UUID.randomUUID();
        String first = ofCustomer(customer);
        String second = ofCustomer(customer);
        String third = ofCustomer(customer);
        var two = PaymentIntentListParams.builder().setCustomer(customer).setLimit(2L);

        var page = stripe().v1().paymentIntents().list(two.build());
        assertThat(page.getData()).extracting(PaymentIntent::getId).containsExactly(third, second);
        assertThat(page.getHasMore()).isTrue();
        assertThat(page.getUrl()).isEqualTo("/v1/payment_intents");

        var rest =
                stripe().v1().paymentIntents().list(two.setStartingAfter(second).build());
        assertThat(rest.getData()).extracting(PaymentIntent::getId).containsExactly(first);
        assertThat(rest.getHasMore()).isFalse();
    }

    private String ofCustomer(String customer) throws StripeException {
        return stripe().v1()
                .paymentIntents()
                .create(euros(100).setCustomer(customer).build())
                .getId();
    }

    @Test
    void a_declined_card_is_a_card_exception() {
        CardException declined = catchThrowableOfType(
                CardException.class,
                () -> stripe().v1()
                        .paymentIntents()
                        .create(euros(100)
                                .setPaymentMethod("pm_card_chargeDeclinedInsufficientFunds")
                                .setConfirm(true)
                                .build()));
        assertThat(declined.getStatusCode()).isEqualTo(402);
        assertThat(declined.getCode()).isEqualTo("card_declined");
        assertThat(declined.getDeclineCode()).isEqualTo("insufficient_funds");
        assertThat(declined.getCharge()).startsWith("ch_");
        assertThat(declined.getRequestId()).startsWith("req_");
        PaymentIntent intent = declined.getStripeError().getPaymentIntent();
        assertThat(intent.getStatus()).isEqualTo("requires_payment_method");
        assertThat(intent.getLastPaymentError().getDeclineCode()).isEqualTo("insufficient_funds");
    }

    @Test
    void a_declined_payment_succeeds_with_another_card() throws StripeException {
        PaymentIntent intent = stripe().v1()
                .paymentIntents()
                .create(euros(100)
                        .setPaymentMethod("pm_card_visa_chargeDeclined")
                        .build());
        CardException declined = catchThrowableOfType(
                CardException.class, () -> stripe().v1().paymentIntents().confirm(intent.getId()));
        assertThat(declined.getDeclineCode()).isEqualTo("generic_decline");
        var visa = PaymentIntentConfirmParams.builder()
                .setPaymentMethod("pm_card_visa")
                .build();
        assertThat(stripe().v1().paymentIntents().confirm(intent.getId(), visa).getStatus())
                .isEqualTo("succeeded");
    }

    @Test
    void a_retry_with_the_same_key_gets_the_first_answer() throws StripeException {
        RequestOptions key = key();
        PaymentIntent first = stripe().v1()
                .paymentIntents()
                .create(euros(300).setConfirm(true).build(), key);
        PaymentIntent second = stripe().v1()
                .paymentIntents()
                .create(euros(300).setConfirm(true).build(), key);
        assertThat(second.getId()).isEqualTo(first.getId());
        assertThat(first.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
        assertThat(second.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
    }

    @Test
    void the_same_key_with_other_parameters_is_an_error() throws StripeException {
        RequestOptions key = key();
        stripe().v1().paymentIntents().create(euros(300).build(), key);
        StripeException refused = catchThrowableOfType(
                StripeException.class,
                () -> stripe().v1().paymentIntents().create(euros(301).build(), key));
        assertReusedKey(refused);
    }

    /** The provider's own error; something that stands in between may have another. */
    protected void assertReusedKey(StripeException refused) {
        assertThat(refused).isInstanceOf(IdempotencyException.class);
        assertThat(refused.getStatusCode()).isEqualTo(400);
    }

    private static RequestOptions key() {
        return RequestOptions.builder()
                .setIdempotencyKey(UUID.randomUUID().toString())
                .build();
    }

    @Test
    void what_is_missing_is_an_invalid_request() {
        InvalidRequestException missing = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe().v1().paymentIntents().retrieve("pi_missing"));
        assertThat(missing.getStatusCode()).isEqualTo(404);
        assertThat(missing.getCode()).isEqualTo("resource_missing");
        assertThat(missing.getMessage()).contains("No such payment_intent: 'pi_missing'");
    }

    @Test
    void a_parameter_error_names_the_parameter() {
        InvalidRequestException refused = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe().v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(1L)
                                .build()));
        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getCode()).isEqualTo("parameter_missing");
        assertThat(refused.getParam()).isEqualTo("currency");
    }

    @Test
    void the_balance_is_what_was_paid() throws StripeException {
        paid(100);
        assertThat(stripe().v1().balance().retrieve().getAvailable())
                .anySatisfy(funds -> assertThat(funds.getCurrency()).isEqualTo("eur"));
    }

    @Test
    void a_wrong_key_is_refused() {
        StripeException refused = catchThrowableOfType(
                StripeException.class,
                () -> stripe(wrongApiKey()).v1().balance().retrieve());
        assertThat(refused.getStatusCode()).isEqualTo(401);
    }
}

package dev.breakwater.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.adyen.Client;
import com.adyen.enums.Environment;
import com.adyen.model.RequestOptions;
import com.adyen.model.checkout.Amount;
import com.adyen.model.checkout.CardDetails;
import com.adyen.model.checkout.CheckoutPaymentMethod;
import com.adyen.model.checkout.PaymentRequest;
import com.adyen.model.checkout.PaymentResponse;
import com.adyen.service.checkout.PaymentsApi;
import com.adyen.service.exception.ApiException;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What Adyen's own Java SDK must be able to do, whatever stands between it and the provider. */
public abstract class AdyenSdkContract {

    /** Where the SDK sends its calls, version included, such as {@code http://localhost:8080/adyen/v71}. */
    protected abstract String apiBase();

    /** A key that is accepted there. */
    protected abstract String apiKey();

    protected final PaymentsApi payments() {
        return new PaymentsApi(new Client(apiKey(), Environment.TEST), apiBase());
    }

    protected static PaymentRequest payment(String holder) {
        return new PaymentRequest()
                .amount(new Amount().currency("EUR").value(1000L))
                .reference("order-7")
                .merchantAccount("TestMerchant")
                .returnUrl("https://shop.example/return")
                .paymentMethod(new CheckoutPaymentMethod(new CardDetails()
                        .encryptedCardNumber("test_4111111111111111")
                        .holderName(holder)));
    }

    private static RequestOptions key(String key) {
        return new RequestOptions().idempotencyKey(key);
    }

    @Test
    void a_payment_is_authorised() throws ApiException, IOException {
        PaymentResponse answer = payments().payments(payment("Ada"));
        assertThat(answer.getResultCode()).isEqualTo(PaymentResponse.ResultCodeEnum.AUTHORISED);
        assertThat(answer.getPspReference()).isNotBlank();
        assertThat(answer.getMerchantReference()).isEqualTo("order-7");
    }

    @Test
    void a_declined_payment_is_an_answer() throws ApiException, IOException {
        PaymentResponse answer = payments().payments(payment("DECLINED"));
        assertThat(answer.getResultCode()).isEqualTo(PaymentResponse.ResultCodeEnum.REFUSED);
        assertThat(answer.getRefusalReasonCode()).isEqualTo("2");
    }

    @Test
    void a_retry_with_the_same_key_gets_the_first_answer() throws ApiException, IOException {
        String key = UUID.randomUUID().toString();
        PaymentResponse first = payments().payments(payment("Ada"), key(key));
        PaymentResponse second = payments().payments(payment("Ada"), key(key));
        assertThat(second.getPspReference()).isEqualTo(first.getPspReference());
    }

    @Test
    void a_field_that_is_missing_is_named() {
        ApiException refused = catchThrowableOfType(
                ApiException.class, () -> payments().payments(payment("Ada").reference(null)));
        assertThat(refused.getStatusCode()).isEqualTo(422);
        assertThat(refused.getResponseBody()).contains("reference");
    }
}

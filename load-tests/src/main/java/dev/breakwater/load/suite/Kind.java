package dev.breakwater.load.suite;

/** What clients ask for. */
public enum Kind {
    /** A payment that somebody waits for: refused while the provider is gone. */
    PAYMENT("payment", "/stripe/v1/payment_intents", "application/x-www-form-urlencoded"),
    /** A refund of one of the payments that were made beforehand, each of which is a lane: queued while it is gone. */
    REFUND("refund", "/stripe/v1/refunds", "application/x-www-form-urlencoded"),
    /** A look at one of those payments: answered from what is kept while it is gone. */
    READ("read", "/stripe/v1/payment_intents/", ""),
    /** A payment at the other provider. */
    OTHER("other payment", "/adyen/payments", "application/json"),
    /** A payment of one of those who come back all at once. */
    HERD("herd payment", "/stripe/v1/payment_intents", "application/x-www-form-urlencoded");

    private final String label;
    private final String path;
    private final String contentType;

    Kind(String label, String path, String contentType) {
        this.label = label;
        this.path = path;
        this.contentType = contentType;
    }

    /** Its name in reports. */
    public String label() {
        return label;
    }

    /** Below the data plane's address. */
    String path() {
        return path;
    }

    String contentType() {
        return contentType;
    }

    boolean isWrite() {
        return this != READ;
    }
}

package dev.breakwater.sandbox.fault;

/** The provider forgets all idempotency keys just before the call: a retry is a new payment. */
record ForgetKeys() implements Fault {

    @Override
    public boolean forgetsKeys() {
        return true;
    }

    @Override
    public boolean isCircumstance() {
        return true;
    }
}

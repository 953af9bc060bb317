package dev.breakwater.sandbox.fault;

/** The API port is closed: open connections end, new ones are refused. It strikes at once, not per request. */
record RefuseConnections() implements Fault {

    @Override
    public boolean refusesConnections() {
        return true;
    }

    @Override
    public boolean isCircumstance() {
        return true;
    }
}

package dev.breakwater.fault.queue;

/** The gateway as a process of its own. */
public final class Gateway {

    private Gateway() {}

    public static void main(String[] arguments) {}
}

package dev.breakwater.bench;

import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Makes calls one after the other, each once the one before is answered: at once or later, on the thread that brings the
 * answer.
 */
final class Loop implements Runnable {

    private final Consumer<Runnable> call;
    private final CountDownLatch over = new CountDownLatch(1);
    private int left;
    private boolean calling;
    private boolean answered;

    Loop(int calls, Consumer<Runnable> call) {
        this.left = calls;
        this.call = call;
    }

    @Override
    public void run() {
        while (left > 0) {
            left--;
            calling = true;
            answered = false;
            call.accept(this::answered);
            calling = false;
            if (!answered) {
                return;
            }
        }
        over.countDown();
    }

    private void answered() {
        answered = true;
        if (!calling) {
            run();
        }
    }

    void await() throws InterruptedException {
        over.await();
    }
}

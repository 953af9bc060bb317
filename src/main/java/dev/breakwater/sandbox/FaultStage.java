package dev.breakwater.sandbox;

import dev.breakwater.exchange.Chance;
import dev.breakwater.sandbox.api.Answer;
import dev.breakwater.sandbox.fault.FaultRule;
import dev.breakwater.sandbox.fault.Stage;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** One moment of a conversation, in the hands of a fault. */
record FaultStage(Reply reply, Optional<FaultRule> rule, Chance chance, Runnable next) implements Stage {

    @Override
    public void proceed() {
        next.run();
    }

    @Override
    public void holdWhileActive() {
        rule.ifPresent(held -> reply.whenClientGone(held.whenRemoved(next)));
    }

    @Override
    public void answer(Answer answer) {
        reply.send(answer);
    }

    @Override
    public void answerWithSurplus(Answer proper, Buffer surplus) {
        reply.sendWithSurplus(proper, surplus);
    }

    @Override
    public void rawThenClose(Buffer bytes, boolean reset) {
        reply.breakOff(bytes, reset);
    }

    @Override
    public void drip(Buffer bytes, int bytesPerSecond) {
        reply.drip(bytes, bytesPerSecond);
    }
}

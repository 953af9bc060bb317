package dev.breakwater.store;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.ResponseType;
import org.jspecify.annotations.Nullable;

/**
 * Hears what is published on one channel, on a connection of its own that is opened again whenever it breaks. What is
 * published meanwhile is not heard: whoever listens must look for itself from time to time.
 *
 * <p>Threading: for the event loop that made it.
 */
public final class StoreChannel {

    private static final long AGAIN_MILLIS = 1000;

    private final Vertx vertx;
    private final StoreNodes nodes;
    private final String name;
    private final Runnable heard;

    private @Nullable RedisConnection connection;
    private boolean closed;
    private long timer = -1;

    StoreChannel(Vertx vertx, StoreNodes nodes, String name, Runnable heard) {
        this.vertx = vertx;
        this.nodes = nodes;
        this.name = name;
        this.heard = heard;
        open();
    }

    public void close() {
        closed = true;
        vertx.cancelTimer(timer);
        if (connection != null) {
            connection.close();
        }
    }

    private void open() {
        nodes.connect(nodes.of(name)).onSuccess(this::listen).onFailure(failed -> again());
    }

    private void listen(RedisConnection open) {
        if (closed) {
            open.close();
            return;
        }
        connection = open;
        open.exceptionHandler(broken -> lost(open));
        open.endHandler(ended -> lost(open));
        open.handler(message -> {
            boolean news = (message.type() == ResponseType.PUSH || message.type() == ResponseType.MULTI)
                    && message.size() > 0
                    && "message".equals(message.get(0).toString());
            if (news) {
                heard.run();
            }
        });
        open.send(Request.cmd(Command.SUBSCRIBE).arg(name)).onFailure(failed -> {
            open.close();
            lost(open);
        });
    }

    private void lost(RedisConnection broken) {
        if (connection == broken) {
            connection = null;
            again();
        }
    }

    private void again() {
        if (!closed) {
            timer = vertx.setTimer(AGAIN_MILLIS, id -> open());
        }
    }
}

package com.mesaya.realtime.transport.feed;

import static com.mesaya.realtime.testing.Patience.PATIENCE;

import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.util.ByteString;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A socket that takes only as many writes as a test says; it has taken one when it wants the next. */
final class SocketProbe implements Subscriber<ByteString> {

    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private final BlockingQueue<ByteString> written = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Has taken the last write, if there was one, and wants another. */
    void wantsNext() {
        subscription.join().request(1);
    }

    void wantsAll() {
        subscription.join().request(Long.MAX_VALUE);
    }

    void goes() {
        subscription.join().cancel();
    }

    /** The next write, which is under way. */
    ByteString next() throws InterruptedException {
        return Objects.requireNonNull(written.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "nothing is written");
    }

    boolean hasNothing() {
        return written.isEmpty();
    }

    /** Completes, or fails, when nothing will be written any more. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void onSubscribe(Subscription its) {
        subscription.complete(its);
    }

    @Override
    public void onNext(ByteString bytes) {
        written.add(bytes);
    }

    @Override
    public void onError(Throwable failure) {
        ended.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        ended.complete(null);
    }
}

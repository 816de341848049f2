package com.mesaya.realtime.testing;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Passes a body with the content coding {@code gzip} on as it comes in, and checks its end. */
final class GunzippedBody implements HttpResponse.BodySubscriber<Void> {

    private final HttpResponse.BodySubscriber<Void> text;
    private final Gunzip gunzip = new Gunzip();

    GunzippedBody(HttpResponse.BodySubscriber<Void> text) {
        this.text = text;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return text.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        text.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        text.onNext(bytes.stream().map(gunzip::read).toList());
    }

    @Override
    public void onError(Throwable failure) {
        gunzip.close();
        text.onError(failure);
    }

    @Override
    public void onComplete() {
        if (gunzip.isComplete()) {
            text.onComplete();
        } else {
            text.onError(new IOException("the stream ended without its checksum and length"));
        }
        gunzip.close();
    }
}

package com.mesaya.realtime.demo;

import com.mesaya.realtime.testing.FloorFold;
import com.mesaya.realtime.testing.FoldingViewer;
import com.mesaya.realtime.testing.RunningService;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Someone who watches a section and comes back, for a new snapshot, whenever the line breaks. */
final class ReturningViewer implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(300);

    private final String section;
    private final Supplier<URI> address;
    private volatile FloorFold fold = new FloorFold();
    private volatile @Nullable FoldingViewer connection;
    private volatile boolean over;

    ReturningViewer(String section, Supplier<URI> address) {
        this.section = section;
        this.address = address;
        come();
    }

    String section() {
        return section;
    }

    FloorFold fold() {
        return fold;
    }

    private void come() {
        if (over) {
            return;
        }
        var fresh = new FloorFold();
        fold = fresh;
        CompletableFuture<Integer> connected = FoldingViewer.connect(
                        address.get(), RunningService.token(), fresh::apply)
                .thenCompose(viewer -> {
                    connection = viewer;
                    return viewer.closed();
                });
        var unused = connected.whenCompleteAsync(
                (code, failure) -> come(), CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        over = true;
        FoldingViewer last = connection;
        if (last != null) {
            last.close();
        }
    }
}

package com.mesaya.realtime.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.mesaya.realtime.testing.FloorFold;
import com.mesaya.realtime.testing.FoldingViewer;
import com.mesaya.realtime.testing.RunningService;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Someone who watches a section and comes back, for a new snapshot, whenever the line breaks. */
final class ReturningViewer implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final String VISIT = "comes to the node at ";
    private static final int LONGEST_LINE = 300;

    private final String section;
    private final Supplier<URI> address;
    /** What happened to it, with the time. */
    private final List<String> story = Collections.synchronizedList(new ArrayList<>());

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

    boolean hasBegun() {
        return fold.hasBegun();
    }

    /** The entities that it shows otherwise than they are, each with all that it got of it. */
    List<String> differencesFrom(Map<String, Map<String, JsonNode>> truth) {
        var differences = new ArrayList<String>();
        Map<String, Map<String, JsonNode>> shown = fold.state();
        truth.forEach((kind, entities) -> {
            Map<String, JsonNode> shownOfKind = shown.getOrDefault(kind, Map.of());
            var ids = new TreeSet<>(entities.keySet());
            ids.addAll(shownOfKind.keySet());
            for (String id : ids) {
                JsonNode its = entities.get(id);
                JsonNode here = shownOfKind.get(id);
                if (!Objects.equals(its, here)) {
                    differences.add("%s of section %s: is %s, is shown as %s%n%s"
                            .formatted(kind, section, its, here, storyOf(id)));
                }
            }
        });
        return differences;
    }

    private String storyOf(String id) {
        synchronized (story) {
            return story.stream()
                    .filter(line -> line.contains(id) || line.contains(VISIT))
                    .map(line -> line.substring(0, Math.min(line.length(), LONGEST_LINE)))
                    .collect(Collectors.joining("\n"));
        }
    }

    private void happened(String what) {
        story.add(Instant.now() + " " + what);
    }

    private void come() {
        if (over) {
            return;
        }
        var fresh = new FloorFold();
        fold = fresh;
        URI node = address.get();
        happened(VISIT + node.getPort());
        CompletableFuture<Integer> connected = FoldingViewer.connect(node, RunningService.token(), frame -> {
                    happened(frame);
                    fresh.apply(frame);
                })
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

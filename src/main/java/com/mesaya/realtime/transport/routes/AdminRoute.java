package com.mesaya.realtime.transport.routes;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.mesaya.realtime.application.operations.LogLevels;
import com.mesaya.realtime.application.operations.SectionInspection;
import com.mesaya.realtime.domain.ErrorCode;
import com.mesaya.realtime.domain.SectionId;
import com.mesaya.realtime.transport.Errors;
import com.mesaya.realtime.transport.Json;
import com.mesaya.realtime.transport.websocket.Drain;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code /admin/…} routes, for the admin port only: a section's state, the log levels, and the drain. Changes use PUT, which a
 * page of another origin cannot send from an operator's browser without a preflight request. Thread-safe.
 */
public final class AdminRoute extends AllDirectives {

    private static final Logger LOG = LoggerFactory.getLogger(AdminRoute.class);
    private static final String OURS = "com.mesaya";

    private record Level(String logger, String level) {}

    private record Draining(boolean draining, int connections) {}

    private final OperatorRequests requests;
    private final SectionInspection sections;
    private final LogLevels levels;
    private final Drain drain;

    /** @param names allowed host names of the port besides addresses and localhost, in lower case */
    public AdminRoute(SectionInspection sections, LogLevels levels, Drain drain, Set<String> names) {
        this.requests = new OperatorRequests(names);
        this.sections = sections;
        this.levels = levels;
        this.drain = drain;
    }

    /** Returns the routes. */
    public Route route() {
        return pathPrefix(
                "admin",
                () -> extractRequest(request -> requests.refusal(request)
                        .map(code -> complete(Errors.response(code)))
                        .orElseGet(this::paths)));
    }

    private Route paths() {
        return concat(
                path(segment("sections").slash(segment()), id -> get(() -> section(id))),
                path(
                        "log-level",
                        () -> parameterOptional(
                                "logger",
                                logger -> concat(
                                        get(() -> level(logger.orElse(OURS))),
                                        put(() -> parameter("level", level -> setLevel(logger.orElse(OURS), level)))))),
                path("drain", () -> concat(get(this::draining), put(this::startDrain))));
    }

    private Route section(String text) {
        Optional<SectionId> id = SectionId.parse(text);
        if (id.isEmpty()) {
            return complete(Errors.response(ErrorCode.INVALID_SECTION));
        }
        return completeWithFuture(sections.inspect(id.get())
                .thenApply(report -> Json.response(200, report))
                .exceptionally(silent -> Errors.response(503, ErrorCode.SECTION_UNREACHABLE)));
    }

    private Route level(String logger) {
        return levels.levelOf(logger)
                .map(level -> complete(Json.response(200, new Level(logger, level))))
                .orElseGet(() -> complete(Errors.response(ErrorCode.LOGGER_UNKNOWN)));
    }

    private Route setLevel(String logger, String level) {
        if (!levels.set(logger, level)) {
            return complete(Errors.response(ErrorCode.LOGGER_UNKNOWN));
        }
        LOG.info("An operator set the log level of {} to {}", logger, level);
        return level(logger);
    }

    private Route draining() {
        return complete(Json.response(200, new Draining(drain.hasBegun(), drain.connections())));
    }

    private Route startDrain() {
        if (drain.begin()) {
            LOG.info("An operator started to drain this node's {} connections", drain.connections());
        }
        return complete(Json.response(202, new Draining(true, drain.connections())));
    }
}

package com.mesaya.realtime.transport.websocket;

import com.mesaya.realtime.transport.feed.LiveMerge;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * The handler of WebSockets and event streams. All WebSockets share one, so Pekko HTTP builds the stages around it once. Each {@link
 * ViewerStage} finds its connection when it starts, and runs it:
 *
 * <pre>
 * the client's messages ─▶ answers ─▶ (once it has begun) ─────────────────────┐
 * session.expiring, close ────────────────────────────────────────────────────┤
 *            ┌─ refused ─▶ error, close ──────────────────────────────────────┼─▶ {@link ClientQueue}
 * join ──────┼─ joined ──▶ snapshot, holds ──┐                                │
 *            └─ resumed ─▶ section.resumed ──┴─▶ {@link LiveMerge#HAND_OVER} ─┘
 * </pre>
 *
 * After the hand-over the section's feed writes the live events, and the stage is idle until the client sends a message or the
 * connection is closed.
 */
final class ViewerHandler extends GraphStage<FlowShape<Message, Message>> {

    private final Inlet<Message> in = Inlet.create("ViewerHandler.in");
    private final Outlet<Message> out = Outlet.create("ViewerHandler.out");
    private final FlowShape<Message, Message> shape = FlowShape.of(in, out);
    private final Function<Materializer, ViewerConnection> connections;

    /** @param connections returns the connection whose stream a materializer runs */
    ViewerHandler(Function<Materializer, ViewerConnection> connections) {
        this.connections = connections;
    }

    @Override
    public FlowShape<Message, Message> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new ViewerStage(shape, connections);
    }
}

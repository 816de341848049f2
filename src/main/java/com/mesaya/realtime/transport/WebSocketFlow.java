package com.mesaya.realtime.transport;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;

/** Makes a WebSocket handler of a connection: the one place that knows how batches of frames reach {@link RawFrames}. */
final class WebSocketFlow {

    private WebSocketFlow() {}

    static Flow<Message, Message, NotUsed> of(
            Flow<Inbound, Outbound, NotUsed> connection, int maxMessageBytes, Materializer materializer) {
        return Flow.<Message>create()
                .mapAsync(1, message -> Inbound.read(message, maxMessageBytes, materializer))
                .via(connection)
                .mapConcat(WebSocketFlow::messages);
    }

    private static List<Message> messages(Outbound outbound) {
        var messages = new ArrayList<Message>(2);
        if (!outbound.frames().isEmpty()) {
            messages.add(BinaryMessage.create(WireFormat.textFrames(outbound.frames())));
        }
        if (outbound.close() != null) {
            messages.add(BinaryMessage.create(WireFormat.closeFrame(outbound.close())));
        }
        return messages;
    }
}

package com.mesaya.realtime.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** Makes a WebSocket handler of what goes out: the one place that knows how batches of frames reach {@link RawFrames}. */
final class WebSocketFlow {

    private WebSocketFlow() {}

    /** A handler that sends what the source brings, and takes no notice of what the client sends. */
    static Flow<Message, Message, NotUsed> of(Source<Outbound, NotUsed> outbound, Materializer materializer) {
        Sink<Message, ?> in = Flow.<Message>create()
                .mapAsync(1, message -> drain(message, materializer))
                .to(Sink.ignore());
        return Flow.fromSinkAndSourceCoupled(in, outbound.mapConcat(WebSocketFlow::messages));
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

    private static CompletionStage<Done> drain(Message message, Materializer materializer) {
        if (message.isText()) {
            return message.asTextMessage().getStreamedText().runWith(Sink.ignore(), materializer);
        }
        return message.asBinaryMessage().getStreamedData().runWith(Sink.ignore(), materializer);
    }
}

package com.mesaya.realtime.bench.peers;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;

/** Answers the health check, and upgrades all else. What can't be written ends with its channel. */
@SuppressWarnings("FutureReturnValueIgnored")
final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final String PATH = "/ws/restaurant/";
    private static final String SNAPSHOT = "{\"event\":\"section.snapshot\",\"payload\":{\"tables\":[]}}";

    private final WatchedSections sections;
    private final Feed feed;

    Upgrade(WatchedSections sections, Feed feed) {
        this.sections = sections;
        this.feed = feed;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (!request.uri().startsWith(PATH)) {
            var status = feed.isReading() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
            var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
            answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        String section = request.uri().substring(PATH.length());
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(request.uri(), null, false).newHandshaker(request);
        handshaker.handshake(context.channel(), request).addListener(upgraded -> {
            context.writeAndFlush(new TextWebSocketFrame(SNAPSHOT));
            sections.add(section, context.channel());
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}

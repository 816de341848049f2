package com.mesaya.realtime.bench.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * The floor: a broadcaster that does the bare minimum, a flush per event and socket. It checks no token, asks no API, keeps
 * nothing, and its snapshot is always the same; what the service needs more than this is the price of what it does.
 */
public final class NettyBroadcaster {

    private static final int BACKLOG = 4096;
    private static final int MAX_REQUEST_BYTES = 16 * 1024;

    private NettyBroadcaster() {}

    /** Runs until its standard input ends. */
    public static void main(String[] arguments) throws Exception {
        var group = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        var sections = new WatchedSections();
        var feed = new Feed(of("KAFKA_BROKERS"), of("KAFKA_GROUP_ID"), sections);
        new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(MAX_REQUEST_BYTES),
                                        new Upgrade(sections, feed));
                    }
                })
                .bind(new InetSocketAddress(of("HOST"), Integer.parseInt(of("PORT"))))
                .sync();
        feed.start();
        while (System.in.read() >= 0) {
            // Whoever started it holds the other end.
        }
        System.exit(0);
    }

    private static String of(String variable) {
        return Objects.requireNonNull(System.getenv(variable), variable);
    }
}

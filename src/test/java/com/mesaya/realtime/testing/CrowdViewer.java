package com.mesaya.realtime.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * One of a {@link ViewerCrowd}: comes, folds what it gets, goes after a while, and comes again; some with the cursor they have, others
 * anew. All on the crowd's thread, but for {@link #fold} and {@link #isHere}.
 */
public final class CrowdViewer {

    private static final Duration SHORTEST_VISIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_VISIT = Duration.ofSeconds(60);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final int MOST_DOUBLINGS = 5;
    private static final byte[] NOTHING = {};
    private static final String CURSOR = "\"cursor\":\"";
    private static final int TRY_LATER = 1013;

    private final ViewerCrowd crowd;
    private final String section;
    private final String token;
    private final boolean resumes;
    private final Random random;
    private volatile SectionFold fold = new SectionFold();
    private volatile boolean here;
    private String cursor = "";
    private SocketChannel channel;
    private boolean upgraded;
    private byte[] unread = NOTHING;
    private int visits;
    private int failures;

    CrowdViewer(ViewerCrowd crowd, String section, String token, boolean resumes, Random random) {
        this.crowd = crowd;
        this.section = section;
        this.token = token;
        this.resumes = resumes;
        this.random = random;
    }

    public String section() {
        return section;
    }

    /** The section as it rebuilt it. */
    public SectionFold fold() {
        return fold;
    }

    /** Whether it is connected and has got its snapshot, or has resumed. */
    public boolean isHere() {
        return here;
    }

    void come() {
        try {
            upgraded = false;
            unread = NOTHING;
            channel = crowd.connect(this);
        } catch (IOException refused) {
            crowd.count("not connected");
            comeAgain(backoff());
        }
    }

    /** The socket can go on with something. */
    void ready(SelectionKey key, ByteBuffer shared) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                channel.write(ByteBuffer.wrap(request().getBytes(US_ASCII)));
            } else {
                read(shared);
            }
        } catch (IOException broken) {
            end("line broke", backoff());
        }
    }

    private String request() {
        String query = cursor.isEmpty() ? resumes ? "?resume=true" : "" : "?cursor=" + cursor;
        return "GET /ws/restaurant/" + section + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Authorization: Bearer " + token + "\r\n\r\n";
    }

    private void read(ByteBuffer in) throws IOException {
        in.clear().put(unread);
        if (channel.read(in) < 0) {
            end("line broke", backoff());
            return;
        }
        in.flip();
        if (upgraded || upgrade(in)) {
            Optional<RawFrame> frame = RawFrame.next(in);
            while (frame.isPresent()) {
                take(frame.get().opcode(), frame.get().payload());
                frame = channel.isOpen() ? RawFrame.next(in) : Optional.empty();
            }
        }
        unread = new byte[in.remaining()];
        in.get(unread);
    }

    /** Takes the answer to the handshake, if all of it is here. */
    private boolean upgrade(ByteBuffer in) throws IOException {
        String head = US_ASCII.decode(in.duplicate()).toString();
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        String status = head.substring(9, 12);
        if (!status.equals("101")) {
            end("HTTP " + status, backoff());
            return false;
        }
        in.position(in.position() + end + 4);
        upgraded = true;
        return true;
    }

    private void take(int opcode, byte[] payload) throws IOException {
        switch (opcode) {
            case RawFrame.TEXT -> take(new String(payload, UTF_8));
            case RawFrame.PING -> send(RawFrame.PONG, payload);
            case RawFrame.CLOSE -> {
                int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
                String why = new String(payload, Short.BYTES, payload.length - Short.BYTES, UTF_8);
                end("close " + code + " " + why, code == TRY_LATER ? backoff() : upTo(LONGEST_PAUSE));
            }
            default -> crowd.count("opcode " + opcode);
        }
    }

    private void take(String frame) {
        crowd.received(frame.length());
        fold.apply(frame);
        if (frame.startsWith("{\"event\":\"error\"") || frame.startsWith("{\"event\":\"system.closing\"")) {
            return;
        }
        if (resumes) {
            cursor = Cursors.after(
                    cursor, frame.substring(frame.lastIndexOf(CURSOR) + CURSOR.length(), frame.length() - 2));
        }
        if (!here) {
            crowd.count(frame.startsWith("{\"event\":\"section.resumed\"") ? "resumed" : "joined");
            here = true;
            failures = 0;
            int visit = ++visits;
            crowd.after(between(SHORTEST_VISIT, LONGEST_VISIT), () -> leave(visit));
        }
    }

    private void leave(int visit) {
        if (visit != visits || !here) {
            return;
        }
        if (crowd.stays()) {
            crowd.after(between(Duration.ZERO, LONGEST_VISIT), () -> leave(visit));
            return;
        }
        if (random.nextBoolean()) {
            try {
                send(RawFrame.CLOSE, new byte[] {0x03, (byte) 0xE8});
            } catch (IOException alreadyGone) {
                crowd.count("gone already");
            }
        }
        if (random.nextBoolean()) {
            cursor = "";
        }
        end("left", upTo(LONGEST_PAUSE));
    }

    /** Is here no more, and comes again; who has no cursor starts from nothing. */
    private void end(String why, Duration pause) {
        crowd.count(why);
        here = false;
        crowd.disconnect(channel);
        if (cursor.isEmpty()) {
            crowd.regressed(fold.regressions());
            fold = new SectionFold();
        }
        comeAgain(pause);
    }

    private void comeAgain(Duration pause) {
        crowd.after(pause, this::come);
    }

    /** Small enough for an empty socket buffer. */
    private void send(int opcode, byte[] payload) throws IOException {
        channel.write(new RawFrame(opcode, payload).fromClient());
    }

    private Duration backoff() {
        return upTo(FIRST_BACKOFF.multipliedBy(1L << Math.min(failures++, MOST_DOUBLINGS)));
    }

    private Duration upTo(Duration longest) {
        return between(Duration.ZERO, longest);
    }

    private Duration between(Duration shortest, Duration longest) {
        return shortest.plusMillis(random.nextLong(longest.minus(shortest).toMillis() + 1));
    }
}

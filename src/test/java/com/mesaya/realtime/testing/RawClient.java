package com.mesaya.realtime.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A client that speaks HTTP and WebSocket byte by byte, and so can also speak them wrongly. */
public final class RawClient implements AutoCloseable {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    /** Added to an opcode, says that the message is compressed. */
    public static final int COMPRESSED = 0x40;

    private static final int PATIENCE_MS = (int) Patience.PATIENCE.toMillis();
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    /** A frame of the server. */
    @SuppressWarnings("ArrayRecordComponent") // neither copied nor compared
    public record Received(int opcode, boolean compressed, byte[] payload) {

        public String text() {
            return new String(compressed ? Deflated.inflate(payload) : payload, UTF_8);
        }

        /** A close frame's code. */
        public int code() {
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    private String answer = "";

    /** Connects, and says nothing yet. */
    public RawClient(URI address) {
        try {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Connects and makes the handshake; the first frame to read is the snapshot. */
    public static RawClient webSocket(URI address, String... headerLines) {
        var client = new RawClient(address);
        client.write("GET " + address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery())
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + Stream.of(headerLines).map(line -> line + "\r\n").collect(Collectors.joining()) + "\r\n");
        client.answer = client.readHead();
        if (!client.answer.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(client.answer);
        }
        return client;
    }

    /** The lines of the answer to the handshake. */
    public List<String> answer() {
        return answer.lines().toList();
    }

    public void write(String text) {
        write(text.getBytes(ISO_8859_1));
    }

    public void write(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A response's head, up to the empty line. */
    public String readHead() {
        return readThrough("\r\n\r\n");
    }

    /** What comes up to this text, and the text. */
    public String readThrough(String end) {
        var text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = read();
            if (next < 0) {
                throw new AssertionError("the server hung up after '" + text + "'");
            }
            text.append((char) next);
        }
        return text.toString();
    }

    public void sendText(String text) {
        send(true, TEXT, text.getBytes(UTF_8));
    }

    /** Sends a frame, masked with zeros. */
    public void send(boolean last, int opcode, byte[] payload) {
        write(frame(last, opcode, payload, true));
    }

    /** A frame as it goes over the wire. */
    public static byte[] frame(boolean last, int opcode, byte[] payload, boolean masked) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) ((last ? FIN : 0) | opcode));
        int mask = masked ? MASKED : 0;
        if (payload.length < 126) {
            frame.put((byte) (mask | payload.length));
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) (mask | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (mask | 127)).putLong(payload.length);
        }
        if (masked) {
            frame.putInt(0);
        }
        frame.put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** The next frame of the server, whatever it is. */
    public Received receive() {
        try {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[(int) length];
            in.readFully(payload);
            return new Received(first & 0xF, (first & COMPRESSED) != 0, payload);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads on until a frame of this kind. */
    public Received receive(int opcode) {
        Received received = receive();
        while (received.opcode() != opcode) {
            received = receive();
        }
        return received;
    }

    /** Reads whatever comes until the server hangs up. */
    public String readToEnd() {
        var text = new StringBuilder();
        for (int next = read(); next >= 0; next = read()) {
            text.append((char) next);
        }
        return text.toString();
    }

    /** The next byte; less than 0 if the server has hung up. */
    private int read() {
        try {
            return in.read();
        } catch (SocketException reset) {
            return -1;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

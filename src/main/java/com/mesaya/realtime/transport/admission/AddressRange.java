package com.mesaya.realtime.transport.admission;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.InetAddress;

/** A range of addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address (RFC 4632, section 3.1). */
public record AddressRange(InetAddress first, int prefixBits) {

    /** @throws IllegalArgumentException if the prefix is longer than the address */
    public AddressRange {
        if (prefixBits < 0 || prefixBits > bits(first)) {
            throw new IllegalArgumentException("a prefix is at most as long as its address");
        }
    }

    /** @throws IllegalArgumentException if it is no range */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            InetAddress one = InetAddresses.forString(text);
            return new AddressRange(one, bits(one));
        }
        return new AddressRange(
                InetAddresses.forString(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    boolean contains(InetAddress address) {
        int hostBits = bits(first) - prefixBits;
        return bits(address) == bits(first) && network(address, hostBits).equals(network(first, hostBits));
    }

    private static BigInteger network(InetAddress address, int hostBits) {
        return new BigInteger(1, address.getAddress()).shiftRight(hostBits);
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }
}

package com.mesaya.realtime.transport.admission;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;

/** The address of a client. */
public record ClientAddress(InetAddress address) {

    private static final int PREFIX_BITS = 64;

    /**
     * Returns the key under which connections are counted: of an IPv6 address the first 64 bits, since one site has all addresses
     * below them (RFC 4291, 2.5.4).
     */
    public String quotaKey() {
        if (!(address instanceof Inet6Address)) {
            return toString();
        }
        BigInteger prefix =
                new BigInteger(1, address.getAddress()).shiftRight(PREFIX_BITS).shiftLeft(PREFIX_BITS);
        return InetAddresses.toAddrString(InetAddresses.fromIPv6BigInteger(prefix)) + "/" + PREFIX_BITS;
    }

    @Override
    public String toString() {
        return InetAddresses.toAddrString(address);
    }
}

package com.mesaya.realtime.transport.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.net.InetAddresses;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {

    private static final Proxies PROXIES =
            new Proxies(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("2001:db8::1")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1|198.51.100.7|192.0.2.1",
                "10.1.2.3|198.51.100.7|198.51.100.7",
                "10.1.2.3|6.6.6.6, 198.51.100.7|198.51.100.7",
                "10.1.2.3|198.51.100.7, 10.9.9.9|198.51.100.7",
                "10.1.2.3|10.9.9.9|10.9.9.9",
                "10.1.2.3|198.51.100.7:5123|198.51.100.7",
                "10.1.2.3|[2001:db8::2]:443|2001:db8::2",
                "2001:db8::1|198.51.100.7|198.51.100.7",
                "10.1.2.3|6.6.6.6, unknown|10.1.2.3",
                "10.1.2.3|' '|10.1.2.3"
            })
    void believeWhatATrustedProxyAdded(String remote, String forwardedFor, String client) {
        var request = HttpRequest.create().addHeader(RawHeader.create("X-Forwarded-For", forwardedFor));

        assertThat(PROXIES.clientOf(request, InetAddresses.forString(remote))).hasToString(client);
    }

    @Test
    void readSeveralHeadersAsOne() {
        var request = HttpRequest.create()
                .withHeaders(List.of(
                        RawHeader.create("X-Forwarded-For", "6.6.6.6"),
                        RawHeader.create("X-Forwarded-For", "198.51.100.7")));

        assertThat(PROXIES.clientOf(request, InetAddresses.forString("10.1.2.3")))
                .hasToString("198.51.100.7");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false"
    })
    void knowTheirRanges(String range, String address, boolean included) {
        assertThat(AddressRange.parse(range).contains(InetAddresses.forString(address)))
                .isEqualTo(included);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::1/129", ""})
    void refuseWhatIsNoRange(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
    }
}

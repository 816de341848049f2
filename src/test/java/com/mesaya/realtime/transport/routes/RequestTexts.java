package com.mesaya.realtime.transport.routes;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.ExceptionWithErrorInfo;

/** What strangers may write into a request: nearly right, tampered with, or without any sense. */
final class RequestTexts {

    static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl";
    static final String TARGET = "/ws/restaurant/5b0f-1/" + TOKEN + "?resume=true&cursor=abc.def";

    private RequestTexts() {}

    static Arbitrary<String> targets() {
        return Arbitraries.oneOf(
                Combinators.combine(paths(), queries()).as((path, query) -> path + query),
                Combinators.combine(places(), places(), snippets())
                        .as((from, to, between) -> TARGET.substring(0, from) + between + TARGET.substring(to)),
                Arbitraries.strings().map(text -> "/" + text));
    }

    /** Addresses that are parsed, and find the section. */
    static Arbitrary<String> sectionTargets() {
        return Arbitraries.of("", "/", "/" + TOKEN, "/x", "?token=", "?token=x&token=" + TOKEN, "?resume=true")
                .map(rest -> "/ws/restaurant/5b0f-1" + rest);
    }

    static Arbitrary<List<HttpHeader>> headers() {
        Arbitrary<String> credentials = Combinators.combine(
                        Arbitraries.of("Bearer ", "bearer  ", "Basic ", "Digest ", "Bearer", ""),
                        Arbitraries.oneOf(Arbitraries.just(TOKEN), snippets(), Arbitraries.strings()))
                .as((scheme, rest) -> scheme + rest);
        Arbitrary<HttpHeader> header = Arbitraries.oneOf(
                credentials.map(value -> header("Authorization", value)),
                forwarded().map(value -> header("X-Forwarded-For", value)),
                Arbitraries.oneOf(snippets(), Arbitraries.strings(), Arbitraries.just("https://mesaya.ec"))
                        .map(value -> header("Origin", value)),
                snippets().map(value -> header("Sec-WebSocket-Protocol", value)));
        return header.list().ofMaxSize(4);
    }

    static Arbitrary<String> tokens() {
        Arbitrary<String> part = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars("-_")
                .ofMinLength(12)
                .ofMaxLength(80);
        return Combinators.combine(part, part, part)
                .as((header, claims, signature) -> "eyJ" + header + ".eyJzdWIi" + claims + ".c2ln" + signature);
    }

    static Arbitrary<String> forwarded() {
        Arbitrary<String> hop = Arbitraries.frequencyOf(
                Tuple.of(
                        3,
                        Arbitraries.of("10.0.0.2", "192.0.2.1", "[2001:db8::1]:443", "2001:db8::1", "unknown", "_x")),
                Tuple.of(
                        1,
                        Arbitraries.strings().withChars("0123456789abf:.[]%/ ,").ofMaxLength(20)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(20)));
        return hop.list().ofMaxSize(5).map(hops -> String.join(",", hops));
    }

    private static Arbitrary<String> paths() {
        Arbitrary<String> segment = Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        Arbitraries.of("5b0f-1", TOKEN, "", "..", "%2F", "%zz", "%00", "%ff", "%C0%AF", "a;b=c", "*")),
                Tuple.of(2, snippets()),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(20)),
                Tuple.of(1, Arbitraries.strings().alpha().ofMinLength(60).ofMaxLength(300)));
        return Combinators.combine(
                        Arbitraries.of("/ws/restaurant/", "/ws/restaurant", "/ws/", "/", "//", "/WS/restaurant/"),
                        segment.list().ofMaxSize(4))
                .as((start, segments) -> start + String.join("/", segments));
    }

    private static Arbitrary<String> queries() {
        Arbitrary<String> value = Arbitraries.oneOf(
                Arbitraries.of(TOKEN, "", "true", "%zz", "%", "%ff", "+", "&", "="), snippets(), Arbitraries.strings());
        Arbitrary<String> member = Combinators.combine(
                        Arbitraries.of("token=", "cursor=", "resume=", "token", "=", "%=", ""), value)
                .as((name, text) -> name + text);
        return member.list().ofMaxSize(3).map(members -> members.isEmpty() ? "" : "?" + String.join("&", members));
    }

    private static Arbitrary<String> snippets() {
        return Arbitraries.strings()
                .withChars("abcXYZ019-_.~%/?#&=+;:@![]'()*,\\\"<>{}|^` \u00f1\u0000\r\n")
                .ofMaxLength(12);
    }

    private static Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, TARGET.length());
    }

    /** As the server reads it: by its name, or else raw. */
    static HttpHeader header(String name, String value) {
        try {
            return HttpHeader.parse(name, value);
        } catch (ExceptionWithErrorInfo unparsable) {
            return RawHeader.create(name, value);
        }
    }
}

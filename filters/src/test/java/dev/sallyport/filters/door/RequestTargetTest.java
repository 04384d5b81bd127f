// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.URI;
import java.net.URISyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../a",
                "/a/..",
                "/a/../b",
                "..",
                "../a",
                "/%2e%2e/a",
                "/.%2e/a",
                "/%2E./a",
                "/a/%2e%2e",
                "/%252e%252e/a",
                "/%25%32%65./a",
                "/%%32e%2e/a",
                "/%25252e%25252e/a",
                "/a%2f..",
                "/%2f..",
                "/..%2fa",
                "/a%2f..%2fb",
                "/a%252f..%252fb",
                "/a%5c..",
                "/..%5ca",
                "/..%255ca",
                "/a/..;/b",
                "/a/..;x=1/b",
                "/a/%2e%2e%3bx/b",
                "/..?a=1",
                "/..%3fa",
                "/..%23a",
                "/%c0%ae%c0%ae/a",
                "/.%c0%ae/a",
                "/..%c0%afa",
                "/a%c1%9c..",
                "/proxy/a/../../b/%2e%2e/c",
            })
    void refusesEveryWayToSayOneLevelUp(String target) {
        assertThat(RequestTarget.check(target))
                .isEqualTo(new RequestTarget.Refused("request target: dot-dot segment, also encoded"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%00",
                "/a%0d%0aHost:x",
                "/a%0A",
                "/a%7f",
                "/a%250d%250a",
                "/a\tb",
                "/a b",
                "/a?b\u0000",
                "/\u00e9",
                "/a?b=\u00e9",
                "/a#b",
                "/a?b#c",
                "#",
                "/a\\b",
                "\\",
            })
    void refusesControlBytesFragmentsAndBackslashes(String target) {
        assertThat(RequestTarget.check(target)).isInstanceOf(RequestTarget.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "/a.b/..c/d../...",
                "/a/./b",
                "/.well-known/x",
                "/a%2e%2eb",
                "/group%2Fproject/files",
                "/a%252Fb",
                "/a;v=1;w/b",
                "//a///b",
                "/proxy/https://api.example.com/v1/x?a=b",
                "/@me/:id/~x/(1)/*/'$'/+,=&!",
                "/a?b=../..&c=%2e%2e/&d=%0d%0a%00",
                "/a?",
                "/a?b?c=/d&e[]=1&e[x]=2",
                "/caf%C3%A9",
                "/%C0",
                "/a%20b",
            })
    void leavesOpaqueTargetsAlone(String target) {
        assertThat(RequestTarget.check(target)).isEqualTo(new RequestTarget.Accepted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a|b -> /a%7Cb",
                "/{id}?q={x} -> /%7Bid%7D?q=%7Bx%7D",
                "/a[0]?b[0]=1 -> /a%5B0%5D?b[0]=1",
                "/a\"<>^` -> /a%22%3C%3E%5E%60",
                "/100% -> /100%25",
                "/a%zz%4 -> /a%25zz%254",
                "/a%41%g -> /a%41%25g",
                "/a?b=100%&c=|\\ -> /a?b=100%25&c=%7C%5C",
            })
    void offersAStandInWhereJavaCannotReadTheTarget(String example) {
        String[] parts = example.split(" -> ");

        assertThat(RequestTarget.check(parts[0])).isEqualTo(new RequestTarget.Encoded(parts[1]));
    }

    @Property(tries = 20_000)
    void everyAcceptedTargetIsReadableByJava(@ForAll("targets") String target) {
        switch (RequestTarget.check(target)) {
            case RequestTarget.Accepted() ->
                assertThatCode(() -> new URI("http://h" + target)).doesNotThrowAnyException();
            case RequestTarget.Encoded(String uri) -> {
                assertThat(isReadable("http://h" + target)).isFalse();
                assertThat(isReadable("http://h" + uri)).isTrue();
                assertThat(RequestTarget.check(uri)).isEqualTo(new RequestTarget.Accepted());
            }
            case RequestTarget.Refused(String reason) -> assertThat(reason).doesNotContain(target.substring(1) + "/");
        }
    }

    @Property(tries = 20_000)
    void noAcceptedTargetClimbsWhenItIsResolved(@ForAll("climbers") String target) {
        if (!(RequestTarget.check(target) instanceof RequestTarget.Refused)) {
            String path = target.split("\\?", 2)[0];
            for (int round = 0; round < 3; round++) {
                assertThat(path.split("[/\\\\]")).as(target).doesNotContain("..");
                path = decodeOnce(path);
            }
        }
    }

    @Property
    void neverThrows(@ForAll String anything) {
        assertThatCode(() -> RequestTarget.check(anything)).doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<String> targets() {
        return Arbitraries.strings().withCharRange('!', '~').ofMaxLength(40).map(rest -> "/" + rest);
    }

    @Provide
    Arbitrary<String> climbers() {
        return Arbitraries.of(
                        "/", ".", "..", "%2e", "%2E", "%252e", "%25", "2e", "%2f", "%5c", "%32", "a", ";", "?", "%")
                .list()
                .ofMaxSize(9)
                .map(parts -> "/" + String.join("", parts));
    }

    private static boolean isReadable(String uri) {
        try {
            new URI(uri);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Lenient: what is not an escape stays. */
    private static String decodeOnce(String text) {
        return java.util.regex.Pattern.compile("%([0-9a-fA-F]{2})")
                .matcher(text)
                .replaceAll(m -> java.util.regex.Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(m.group(1), 16))));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com, https://api.example.com, api.example.com, 443, ''",
        "HTTPS://API.Example.COM:443/V1/, https://api.example.com/V1/, api.example.com, 443, /V1/",
        "'  https://api.example.com/a  ', https://api.example.com/a, api.example.com, 443, /a",
        "http://localhost:3000, http://localhost:3000, localhost, 3000, ''",
        "http://127.0.0.1:80/, http://127.0.0.1/, 127.0.0.1, 80, /",
        "https://[2001:DB8:0:0::1]:8443/x, https://[2001:db8::1]:8443/x, 2001:db8::1, 8443, /x",
        "https://xn--bcher-kva.example/%2F, https://xn--bcher-kva.example/%2F, xn--bcher-kva.example, 443, /%2F",
        "'https://a.example/x {y}', https://a.example/x%20%7By%7D, a.example, 443, /x%20%7By%7D",
        "https://1and1.com, https://1and1.com, 1and1.com, 443, ''"
    })
    void readsAndNormalizes(String text, String normal, String host, int port, String path) {
        assertThat(BaseUrl.parse(text)).isInstanceOfSatisfying(BaseUrl.Valid.class, valid -> {
            assertThat(valid.url()).hasToString(normal);
            assertThat(valid.url().origin().host()).isEqualTo(host);
            assertThat(valid.url().origin().port()).isEqualTo(port);
            assertThat(valid.url().path()).isEqualTo(path);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "api.example.com",
                "ftp://x.com",
                "mailto:a@b.c",
                "file:///etc/passwd",
                "localhost:3000",
                "https:/x.com",
                "https://",
                "https:///x",
                "https://:443",
                "https://x.com:",
                "https://x.com:0",
                "https://x.com:65536",
                "https://x.com:99999999999",
                "https://x.com:+1",
                "https://x.com:8a",
                "https://user@x.com",
                "https://u:p@x.com",
                "https://api.good.com@evil/",
                "https://x.com\\@evil.com",
                "https://x.com\\evil",
                "https://x.com/\u0000",
                "https://x.com/\r\nHost: y",
                "https://x.com/a\tb",
                "https://x.com./",
                "https://.x.com",
                "https://x..com",
                "https://-x.com",
                "https://x-.com",
                "https://x_y.com",
                "https://x%2ecom",
                "https://%31%32%37.0.0.1",
                "https://x com",
                "http://2130706433",
                "http://0x7f000001",
                "http://0x7f.1",
                "http://0177.0.0.1",
                "http://127.1",
                "http://127.0.0.1.",
                "http://0",
                "http://256.1.1.1",
                "http://1.2.3.4.5",
                "http://127.0.0.01",
                "http://example.0x1",
                "http://example.1",
                "http://example.0x",
                "https://example.0xg",
                "https://127.0.0.1example",
                "http://127。0。0。1",
                "http://①②⑦.0.0.1",
                "https://ｅｘample.com",
                "https://[::1",
                "https://::1",
                "https://[example.com]",
                "https://[fe80::1%25eth0]",
                "https://[fe80::1%eth0]",
                "https://[]",
                "https://[::1]x",
                "https://[::1]:x",
                "https://x.com#frag",
                "https://x.com?q=1",
                "https://x.com/#@evil.com",
                "https://${sub}.x.com"
            })
    void refusesWhatIsDoubtful(String text) {
        assertThat(BaseUrl.parse(text)).isInstanceOf(BaseUrl.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {254, 2000, 9000})
    void refusesLongHosts(int length) {
        assertThat(BaseUrl.parse("https://" + "a.".repeat(length / 2) + "com")).isInstanceOf(BaseUrl.Invalid.class);
    }

    @Property(tries = 5000)
    void neverThrowsAndWhatItAcceptsReadsTheSameAgain(@ForAll("urls") String text) {
        if (BaseUrl.parse(text) instanceof BaseUrl.Valid valid) {
            assertThat(BaseUrl.parse(valid.url().toString())).isEqualTo(valid);
            // A second parser sees the same host: nothing for a parser difference to live on.
            URI uri = URI.create(valid.url().origin().toString());
            assertThat(uri.getHost()).isEqualTo(bracketed(valid.url().origin().host()));
        }
    }

    @Provide
    Arbitrary<String> urls() {
        Arbitrary<String> part = Arbitraries.of(
                "https://",
                "http://",
                "api.",
                "example",
                ".com",
                "127.0.0.1",
                "[::1]",
                "@",
                ":",
                "443",
                "/",
                "\\",
                "#",
                "?",
                "%2e",
                "0x7f",
                ".",
                "-",
                "é",
                " ",
                "a");
        return part.list().ofMaxSize(8).map(parts -> "https://" + String.join("", parts));
    }

    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}

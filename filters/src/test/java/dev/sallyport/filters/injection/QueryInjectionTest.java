// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.template.Variables;
import dev.sallyport.filters.testing.Samples;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryInjectionTest {

    private static final Variables KEY = Variables.of(Map.of("apiKey", "s +&=é/~"));
    private static final String ENCODED = "s%20%2B%26%3D%C3%A9%2F%7E";

    @ParameterizedTest
    @CsvSource({
        "/x, /x?key=",
        "/x?, /x?key=",
        "/x?a=1, /x?a=1&key=",
        "/x?a=1&, /x?a=1&key=",
        "/x?a=1&&b=2, /x?a=1&&b=2&key=",
        "/x?a=%20+~|(%28)*&b[]=1, /x?a=%20+~|(%28)*&b[]=1&key=",
        "/x?key=mine, /x?key=",
        "/x?key, /x?key=",
        "/x?a=1&key=mine&b=2&key=again, /x?a=1&b=2&key=",
        "/x?a=1&%6Bey=mine, /x?a=1&key=",
        "/x?KEY=other&key2=b&xkey=c, /x?KEY=other&key2=b&xkey=c&key=",
        "/x?%zz=1&k%=2, /x?%zz=1&k%=2&key=",
        "/x?a=key&b=?key=c, /x?a=key&b=?key=c&key="
    })
    void setsTheParameterAndLeavesTheOthersAsSent(String target, String expected) {
        assertThat(QueryInjection.apply(target, List.of(Samples.named("key", "${apiKey}")), KEY))
                .isEqualTo(expected + ENCODED);
    }

    @Test
    void aParameterWithoutAValueChangesNothing() {
        assertThat(QueryInjection.apply("/x?key=mine&", List.of(Samples.named("key", "${missing}")), KEY))
                .isEqualTo("/x?key=mine&");
    }

    @Test
    void severalAreSetInTheCataloguesOrder() {
        var both = List.of(Samples.named("b", "1"), Samples.named("a", "2"));

        assertThat(QueryInjection.apply("/x?a=0&c=3", both, KEY)).isEqualTo("/x?c=3&b=1&a=2");
    }

    @Property
    void whatTheCallerSentIsKeptByteForByte(@ForAll("queries") String query) {
        String injected = QueryInjection.apply("/p?" + query, List.of(Samples.named("zzz", "${apiKey}")), KEY);

        assertThat(injected).startsWith("/p?" + query).endsWith("zzz=" + ENCODED);
        assertThat(QueryInjection.apply(injected, List.of(Samples.named("zzz", "${apiKey}")), KEY))
                .isEqualTo(injected);
    }

    @Provide
    Arbitrary<String> queries() {
        return Arbitraries.strings()
                .withChars("ab01-._~!$'()*+,;=:@%/?&&==|[]{}")
                .ofMaxLength(60);
    }
}

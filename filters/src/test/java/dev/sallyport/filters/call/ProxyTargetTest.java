// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.egress.BaseUrl;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/proxy/users/octocat?per_page=5, users/octocat, ?per_page=5",
        "/proxy, '', ''",
        "/proxy/, '', ''",
        "/proxy?Param=x, '', ?Param=x",
        "/proxy/?Param=x, '', ?Param=x",
        "/proxy//foo, foo, ''",
        "/proxy/foo//bar/, foo//bar/, ''",
        "/proxy/a%2Fb%20c?q=%C3%A9&r=1+2, a%2Fb%20c, ?q=%C3%A9&r=1+2",
        "/proxy/x?, x, ?",
        "/proxy/x?a=/proxy/y?b, x, ?a=/proxy/y?b",
        "/proxy/proxy/x, proxy/x, ''"
    })
    void isWhatComesBehindTheMount(String target, String endpoint, String query) {
        assertThat(ProxyTarget.parse(target)).isEqualTo(new ProxyTarget(endpoint, query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%70roxy/users", "/proxy;a=b/users", "/PROXY/users", "/proxyusers", "/", "", "?x"})
    void aMountSpelledOtherwiseIsNotFound(String target) {
        assertThatThrownBy(() -> ProxyTarget.parse(target))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com, users, /users",
        "https://api.example.com/, users, /users",
        "https://api.example.com/v1, users, /v1/users",
        "https://api.example.com/v1/, users, /v1/users",
        "https://api.example.com/v1, '', /v1",
        "https://api.example.com, '', /",
        "https://api.example.com/v1, https://api.example.com/v1/users, /v1/users",
        "https://api.example.com/v1, https://api.example.com/v1//users, /v1/users",
        "https://api.example.com/v1, https://api.example.com/v1, /v1",
        "https://api.example.com, https://api.example.com, /",
        "https://api.example.com, https://api.example.com/, /",
        "https://api.example.com/v1, https://api.example.com/v10/x, /v1/https://api.example.com/v10/x",
        "https://api.example.com, https://api.example.com.evil.com/x, /https://api.example.com.evil.com/x",
        "https://api.example.com, https://api.example.com@evil.com/x, /https://api.example.com@evil.com/x",
        "https://api.example.com, https://evil.com/x, /https://evil.com/x",
        "https://api.example.com, //evil.com/x, /evil.com/x",
        "https://api.example.com, http://api.example.com/x, /http://api.example.com/x",
        "https://api.example.com, httpstatus, /httpstatus"
    })
    void isJoinedToTheBase(String base, String endpoint, String joined) {
        assertThat(ProxyTarget.parse("/proxy/" + endpoint + "?q=1").behind(base(base)))
                .isEqualTo(joined + "?q=1");
    }

    @Property
    void endpointAndQueryReachTheProviderByteForByte(
            @ForAll("endpoints") String endpoint, @ForAll("queries") String query) {
        assertThat(ProxyTarget.parse("/proxy/" + endpoint + query).behind(base("https://api.example.com/v1")))
                .isEqualTo("/v1/" + endpoint + query);
    }

    @Provide
    Arbitrary<String> endpoints() {
        return Arbitraries.strings()
                .withChars("abz019-._~!$&'()*+,;=:@%/{}|[]\"<>^`")
                .ofMinLength(1)
                .ofMaxLength(60)
                .filter(path -> !path.startsWith("/"));
    }

    @Provide
    Arbitrary<String> queries() {
        return Arbitraries.strings()
                .withChars("ab19-._~!$&'()*+,;=:@%/?{}|[]")
                .ofMaxLength(60)
                .map(query -> "?" + query);
    }

    private static BaseUrl base(String text) {
        return ((BaseUrl.Valid) BaseUrl.parse(text)).url();
    }
}

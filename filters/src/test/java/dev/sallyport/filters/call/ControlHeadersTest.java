// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlHeadersTest {

    @Test
    void withoutAnyBothNamesAreMissingInThisOrder() {
        List<Problem> problems = problems(new DefaultHttpHeaders());

        assertThat(problems)
                .extracting(Problem::path)
                .containsExactly(List.of("provider-config-key"), List.of("connection-id"));
        assertThat(problems).extracting(Problem::code).containsOnly("invalid_type");
    }

    @Test
    void namesAloneLeaveTheRestToTheIntegration() {
        assertThat(ControlHeaders.read(valid(Map.of())))
                .isEqualTo(new ProxyOptions(
                        "github", "alice", null, null, Set.of(), null, null, null, null, Priority.NORMAL));
    }

    @Test
    void theEmptyValuesOfTheNodeClientCountAsAbsent() {
        ProxyOptions options = ControlHeaders.read(valid(Map.of("Base-Url-Override", "", "Nango-Activity-Log-Id", "")));

        assertThat(options.baseUrlOverride()).isNull();
    }

    @Test
    void everyHeaderIsUnderstood() {
        ProxyOptions options = ControlHeaders.read(valid(Map.of(
                "Base-Url-Override", " https://api.example.com/v1 ",
                "Retries", "10",
                "Retry-On", "500, 502,429",
                "Decompress", "true",
                "Forward-Headers-On-Redirect", "false",
                "Sallyport-Timeout", "PT1.5S",
                "Sallyport-Max-Wait", "250",
                "Sallyport-Priority", "high",
                "Nango-Is-Sync", "false",
                "Nango-Is-Dry-Run", "true")));

        assertThat(options.baseUrlOverride()).isEqualTo("https://api.example.com/v1");
        assertThat(options.retries()).isEqualTo(10);
        assertThat(options.retryOn()).containsExactlyInAnyOrder(500, 502, 429);
        assertThat(options.decompress()).isTrue();
        assertThat(options.forwardHeadersOnRedirect()).isFalse();
        assertThat(options.timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(options.maxWait()).isEqualTo(Duration.ofMillis(250));
        assertThat(options.priority()).isEqualTo(Priority.HIGH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "Provider-Config-Key~a/b~invalid_format",
                "Provider-Config-Key~é~invalid_format",
                "Connection-Id~a#b~invalid_format",
                "Connection-Id~``~invalid_format",
                "Retries~abc~invalid_type",
                "Retries~-1~invalid_type",
                "Retries~2.5~invalid_type",
                "Retries~1e1~invalid_type",
                "Retries~Infinity~invalid_type",
                "Retries~11~too_big",
                "Retry-On~5xx~invalid_format",
                "Retry-On~500,~invalid_format",
                "Retry-On~``~invalid_format",
                "Decompress~yes~invalid_value",
                "Decompress~TRUE~invalid_value",
                "Forward-Headers-On-Redirect~1~invalid_value",
                "Nango-Is-Sync~no~invalid_value",
                "Nango-Is-Dry-Run~no~invalid_value",
                "Base-Url-Override~api.example.com/x~invalid_union",
                "Base-Url-Override~http://~invalid_union",
                "Sallyport-Timeout~0~too_small",
                "Sallyport-Timeout~600001~too_big",
                "Sallyport-Timeout~PT-1S~invalid_format",
                "Sallyport-Timeout~soon~invalid_format",
                "Sallyport-Max-Wait~-1~invalid_format",
                "Sallyport-Priority~urgent~invalid_value",
            })
    void aBrokenRuleNamesItsHeader(String name, String value, String code) {
        List<Problem> problems = problems(valid(Map.of(name, value)));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.path()).containsExactly(name.toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThat(problems(valid(Map.of("Retries", "x", "Decompress", "x", "Connection-Id", "#"))))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Provider-Config-Key", "Connection-Id", "Nango-Activity-Log-Id"})
    void namesHaveALongestLength(String name) {
        assertThat(ControlHeaders.read(valid(Map.of(name, "a".repeat(255))))).isNotNull();
        assertThat(problems(valid(Map.of(name, "a".repeat(256)))))
                .singleElement()
                .extracting(Problem::code)
                .isEqualTo("too_big");
    }

    @Test
    void aConnectionIdTakesTheReferencesCharacters() {
        String id = "aZ09,.;:=+~[]|@${}\"'\\/_ -";

        assertThat(ControlHeaders.read(valid(Map.of("Connection-Id", id))).connectionId())
                .isEqualTo(id);
    }

    @Test
    void aHeaderGivenTwiceIsJoined() {
        HttpHeaders twice = valid(Map.of()).add("Connection-Id", "bob");
        assertThat(ControlHeaders.read(twice).connectionId()).isEqualTo("alice, bob");

        HttpHeaders retries = valid(Map.of("Retries", "1")).add("Retries", "2");
        assertThat(problems(retries)).singleElement().extracting(Problem::code).isEqualTo("invalid_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.example.com/a b", "https://api.example.com/{x}", "HTTPS://X.example"})
    void anOverrideMayHaveBlanksAndBraces(String url) {
        assertThat(ControlHeaders.read(valid(Map.of("Base-Url-Override", url))).baseUrlOverride())
                .isEqualTo(url);
    }

    @Property
    void anyValueIsEitherReadOrRefusedInFewWords(@ForAll("headers") String name, @ForAll("values") String value) {
        HttpHeaders headers = valid(Map.of(name, value));
        GatewayException refusal = catchThrowableOfType(GatewayException.class, () -> ControlHeaders.read(headers));

        if (refusal != null) {
            assertThat(refusal.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem.message()).hasSizeLessThan(250));
        }
    }

    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.of(ControlHeader.values())
                .map(header -> header.wireName().toString());
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.strings().withCharRange(' ', '~').withChars("éÿ").ofMaxLength(300);
    }

    private static List<Problem> problems(HttpHeaders headers) {
        GatewayException refusal = catchThrowableOfType(GatewayException.class, () -> ControlHeaders.read(headers));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_HEADERS);
        return refusal.problems();
    }

    private static HttpHeaders valid(Map<String, String> more) {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        headers.set("Provider-Config-Key", "github");
        headers.set("Connection-Id", "alice");
        more.forEach(headers::set);
        return headers;
    }
}

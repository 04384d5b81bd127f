// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final HttpHeaders NO_HEADERS = new DefaultHttpHeaders();

    @TempDir
    private Path directory;

    @Test
    void readsAllOfIt() throws IOException {
        RetryRules rules =
                retry("{at: [X-Reset, x-other], after: Retry-After, remaining: X-Left, error_code: [429, 5XX]}");

        assertThat(rules.at()).containsExactly("x-reset", "x-other");
        assertThat(rules.after()).containsExactly("retry-after");
        assertThat(rules.remaining()).isEqualTo("x-left");
        assertThat(rules.errorCodes())
                .containsExactly(
                        new RetryRules.StatusRange("429", 429, 429), new RetryRules.StatusRange("5XX", 500, 599));
        assertThat(rules.inBody()).isNull();
    }

    @Test
    void aProviderThatSaysNothingHasNone() throws IOException {
        assertThat(retry("{}")).isEqualTo(RetryRules.NONE);
        assertThat(ProxyReader.read(null).retry()).isEqualTo(RetryRules.NONE);
    }

    @ParameterizedTest
    @CsvSource({"'500-502', 500, 502", "'429', 429, 429", "4xx, 400, 499", "4Xx, 400, 499", "500-500, 500, 500"})
    void readsStatuses(String text, int first, int last) throws IOException {
        RetryRules.StatusRange range = Objects.requireNonNull(
                        retry("{error_code: ['" + text + "']}").errorCodes())
                .getFirst();

        assertThat(range).isEqualTo(new RetryRules.StatusRange(text, first, last));
        assertThat(List.of(first - 1, first, last, last + 1).stream().filter(range::contains))
                .containsOnly(first, last);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "-", textBlock = """
            Retry after (.+)                       § Retry after 7   § PT7S
            /Retry after (.+)/                     § Retry after 7   § PT7S
            /retry AFTER (.+)/i                    § Retry after 7   § PT7S
            /^later\\n^in (\\d+)/gm                § later           § -
            /a\\/b (\\d+)/                         § a/b 7           § PT7S
            /x/ (\\d+)                             § /x/ 7           § PT7S
            Retry after (.+)                       § Retry after  7  § PT7S
            Retry after (.+)                       § Retry after abc § -
            Retry after (.+)                       § try later       § -
            (?:never)|after()                      § Retry after 7   § -
            """)
    void findsTheWaitInATextByAnExpressionWithOrWithoutSlashes(String expression, String text, @Nullable Duration wait)
            throws IOException {
        RetryRules.InBody inBody =
                Objects.requireNonNull(retry("{in_body: {path: a.b, value: '" + expression + "', strategy: after}}")
                        .inBody());

        assertThat(inBody.hint(("{\"a\": {\"b\": \"" + text + "\"}}").getBytes(UTF_8), NOW))
                .isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "-", textBlock = """
            {"error": {"message": "User-rate limit exceeded. Retry after 2026-11-24T10:00:00.000Z"}}  § PT24H
            {"error": {"code": 403, "errors": [{"message": "x"}], "message": "User-rate limit exceeded.  Retry after 2026-11-23T10:00:30.500Z"}} § PT30.5S
            {"error": {"message": "User-rate limit exceeded. Retry after 2026-11-22T10:00:00.000Z"}}  § PT0S
            {"error": {"message": "Rate Limit Exceeded"}}                                             § -
            {"error": "User-rate limit exceeded. Retry after 2026-11-24T10:00:00.000Z"}               § -
            {"error": {"message": "User-rate limit exceeded. Retry after 2026-11-24T10:00:00.000Z     § -
            <html>User-rate limit exceeded. Retry after 2026-11-24T10:00:00.000Z                      § -
            """)
    void readsGooglesRule(String body, @Nullable Duration wait) {
        RetryRules rules = Objects.requireNonNull(CatalogLoader.load(List.of()).find("google"))
                .proxy()
                .retry();

        assertThat(rules.hint(NO_HEADERS, body.getBytes(UTF_8), NOW)).isEqualTo(wait);
        assertThat(rules.readsBody()).isTrue();
    }

    @Test
    void theBodysMomentIsMeasuredAgainstTheAnswersOwnDate() {
        RetryRules rules = Objects.requireNonNull(CatalogLoader.load(List.of()).find("google-mail"))
                .proxy()
                .retry();
        HttpHeaders answer = new DefaultHttpHeaders().add("date", "Mon, 23 Nov 2026 10:10:00 GMT");
        byte[] body = "{\"error\":{\"message\":\"User-rate limit exceeded. Retry after 2026-11-23T10:10:30Z\"}}"
                .getBytes(UTF_8);

        assertThat(rules.hint(answer, body, NOW)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theLongestOfSeveralHeadersCountsAndMomentsGoBeforeLengths() throws IOException {
        RetryRules rules = retry("{at: [x-a, x-b], after: [x-c, x-d]}");
        HttpHeaders answer = new DefaultHttpHeaders()
                .add("x-a", "1795428030")
                .add("x-b", "soon")
                .add("x-c", "5")
                .add("x-d", "Mon, 23 Nov 2026 10:00:09 GMT");

        assertThat(rules.atHint(answer, NOW)).isEqualTo(Duration.ofSeconds(30));
        assertThat(rules.afterHint(answer, NOW)).isEqualTo(Duration.ofSeconds(9));
        assertThat(rules.hint(answer, null, NOW)).isEqualTo(Duration.ofSeconds(30));
        assertThat(rules.hint(answer.remove("x-a"), null, NOW)).isEqualTo(Duration.ofSeconds(9));
        assertThat(rules.hint(NO_HEADERS, null, NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            x                                                     § retry: x (expected: a map)
            {at: [x, 'a b']}                                      § retry.at[1]: a b (expected: a header name)
            {after: true}                                         § retry.after: true (expected: text)
            {remaining: [x]}                                      § retry.remaining: a list (expected: text)
            {error_code: [429, 6xx]}                              § retry.error_code[1]: 6xx (expected: a status such as 429
            {error_code: 42}                                      § retry.error_code: 42 (expected: a status such as 429
            {error_code: ['502-500']}                             § retry.error_code[0]: 502-500 (expected: a status such as 429
            {error_code: ['500-']}                                § retry.error_code[0]: 500- (expected: a status such as 429
            {in_body: x}                                          § retry.in_body: x (expected: a map)
            {in_body: {path: a}}                                  § retry.in_body: a map (expected: path and strategy in it)
            {in_body: {path: a, strategy: in}}                    § retry.in_body.strategy: in (expected: one of at, after)
            {in_body: {path: a..b, strategy: at}}                 § retry.in_body.path: a..b (expected: member names with dots
            {in_body: {path: a, value: '(', strategy: at}}        § retry.in_body.value: ( (expected: a regular expression of RE2)
            {in_body: {path: a, value: '/(/', strategy: at}}      § retry.in_body.value: /(/ (expected: a regular expression of RE2)
            {in_body: {path: a, value: '(?=a)(b)', strategy: at}} § retry.in_body.value: (?=a)(b) (expected: a regular expression of RE2)
            {in_body: {path: a, value: abc, strategy: at}}        § retry.in_body.value: abc (expected: a group for the wait in it)
            """)
    void saysWhereAndWhatIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> retry(yaml))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith(directory + "/test.yaml:1: a.proxy." + message);
    }

    @Property
    void aHintInABodyNeverFails(@ForAll byte[] body, @ForAll String text) {
        RetryRules.InBody inBody = new RetryRules.InBody(List.of("a"), Pattern.compile("(.*)"), text.length() % 2 == 0);
        String quoted = "{\"a\": \"" + text + "\"}";

        for (byte[] each : List.of(body, quoted.getBytes(UTF_8))) {
            Duration wait = inBody.hint(each, NOW);
            assertThat(wait == null || !wait.isNegative()).isTrue();
        }
    }

    private RetryRules retry(String yaml) throws IOException {
        Path file = Files.writeString(
                directory.resolve("test.yaml"), "a: {auth_mode: NONE, proxy: {retry: " + yaml + "}}\n");
        return Objects.requireNonNull(CatalogLoader.loadOnly(file.toString()).find("a"))
                .proxy()
                .retry();
    }
}

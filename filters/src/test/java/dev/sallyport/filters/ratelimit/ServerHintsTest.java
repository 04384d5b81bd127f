// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHintsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "-", textBlock = """
            2                               § PT2S
            ' 2 '                           § PT2S
            2.0                             § PT2S
            0.5                             § PT0.5S
            .25                             § PT0.25S
            0.0004                          § PT0.001S
            0                               § PT0S
            3600                            § PT1H
            PT1M30S                         § PT1M30S
            P1DT2H                          § PT26H
            pt0.5s                          § PT0.5S
            P2W                             § PT336H
            Mon, 23 Nov 2026 10:00:30 GMT   § PT30S
            Monday, 23-Nov-26 10:00:30 GMT  § PT30S
            Mon Nov 23 10:00:30 2026        § PT30S
            Mon Nov  3 10:00:30 2026        § PT0S
            mon, 23 nov 2026 10:00:30 gmt   § PT30S
            Mon, 23 Nov 2026 10:00:60 GMT   § PT1M
            Mon, 23 Nov 2026 12:00:30 +0200 § PT30S
            Sunday, 06-Nov-94 08:49:37 GMT  § PT0S
            Sun, 06 Nov 1994 08:49:37 GMT   § PT0S
            2026-11-23T10:00:30Z            § PT30S
            -1                              § -
            -0.5                            § -
            -PT5S                           § -
            PT-5S                           § -
            abc                             § -
            ''                              § -
            .                               § -
            1e3                             § -
            NaN                             § -
            PT                              § -
            P                               § -
            P1M                             § -
            PT5                             § -
            P1DT                            § -
            Mon, 31 Feb 2026 10:00:30 GMT   § -
            Mon, 23 Nov 2026                § -
            Mon, 23 Nov 2026 10:00:30 PST   § -
            Mon, 23 Xyz 2026 10:00:30 GMT   § -
            Mon, 23 Nov 2026 25:00:30 GMT   § -
            2, 3                            § -
            """)
    void readsRetryAfterInAllItsForms(String value, @Nullable Duration wait) {
        assertThat(ServerHints.retryAfter(retryAfter(value), NOW)).isEqualTo(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "111111111111111111111111111111",
                "99999999999999999999999999999999999999.5",
                "31536001",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "9999-12-31T23:59:59Z",
                "P99999999999999999999D"
            })
    void clampsToAYear(String value) {
        assertThat(ServerHints.retryAfter(retryAfter(value), NOW)).isEqualTo(YEAR);
    }

    @Test
    void measuresADateAgainstTheAnswersOwn() {
        HttpHeaders answer = retryAfter("Mon, 23 Nov 2026 10:10:30 GMT").add("date", "Mon, 23 Nov 2026 10:10:00 GMT");

        assertThat(ServerHints.retryAfter(answer, NOW)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void measuresByOurClockWhenTheAnswersDateCannotBeRead() {
        HttpHeaders answer = retryAfter("Mon, 23 Nov 2026 10:00:30 GMT").add("date", "yesterday");

        assertThat(ServerHints.retryAfter(answer, NOW)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theLongestOfSeveralLinesCountsAndUnreadableOnesDoNot() {
        HttpHeaders answer =
                retryAfter("5").add("Retry-After", "abc").add("retry-after", "Mon, 23 Nov 2026 10:00:30 GMT");

        assertThat(ServerHints.retryAfter(answer.add("RETRY-AFTER", "7"), NOW)).isEqualTo(Duration.ofSeconds(30));
        assertThat(ServerHints.retryAfter(new DefaultHttpHeaders(), NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "-", textBlock = """
            1795428030                § PT30S
            1795428030.5              § PT30.5S
            1795428030000             § PT30S
            1795427000                § PT0S
            0                         § PT0S
            31535999999               § PT8760H
            2026-11-23T10:01Z         § PT1M
            2026-11-23T10:01:00.250Z  § PT1M0.25S
            2026-11-23T12:01:00+02:00 § PT1M
            2026-11-23T05:01-0500     § PT1M
            2026-11-23T10:01+00       § PT1M
            2026-11-23T10:01          § PT1M
            2026-11-23 10:01:00 UTC   § PT1M
            2026-11-24                § PT14H
            Mon, 23 Nov 2026 10:00:30 GMT § PT30S
            2026-13-23T10:01Z         § -
            2026-11-23T10Z            § -
            2026-11-23T10:01ZZ        § -
            2026-11-23T10:01:00.Z     § -
            -1795428030               § -
            soon                      § -
            ''                        § -
            """)
    void readsMoments(String value, @Nullable Duration wait) {
        assertThat(ServerHints.at(value, NOW)).isEqualTo(wait);
    }

    @Test
    void aYearOfTwoDigitsIsNotMoreThanFiftyYearsAhead() {
        Instant in1998 = Instant.parse("1998-06-01T00:00:00Z");

        assertThat(ServerHints.at("Monday, 01-Jun-98 00:00:10 GMT", in1998)).isEqualTo(Duration.ofSeconds(10));
        assertThat(ServerHints.at("Wednesday, 01-Jan-48 00:00:00 GMT", in1998)).isEqualTo(YEAR);
        assertThat(ServerHints.at("Friday, 01-Jan-49 00:00:00 GMT", in1998)).isZero();
        assertThat(ServerHints.at("Thursday, 01-Jan-76 00:00:00 GMT", NOW)).isEqualTo(YEAR);
        assertThat(ServerHints.at("Saturday, 01-Jan-77 00:00:00 GMT", NOW)).isZero();
    }

    @Property
    void neverFailsAndStaysWithinAYear(@ForAll("values") String value) {
        HttpHeaders answer = DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .add("retry-after", value)
                .add("date", value);

        for (Duration wait : new @Nullable Duration[] {
            ServerHints.retryAfter(answer, NOW), ServerHints.after(value), ServerHints.at(value, NOW)
        }) {
            if (wait != null) {
                assertThat(wait).isBetween(Duration.ZERO, YEAR);
            }
        }
    }

    @Property
    void readsWhatTheJdkWrites(@ForAll @LongRange(min = 1_795_428_000L, max = 1_826_000_000L) long second) {
        Instant moment = Instant.ofEpochSecond(second);
        Duration wait = Duration.between(NOW, moment);
        var utc = moment.atOffset(ZoneOffset.UTC);

        assertThat(ServerHints.at(moment.toString(), NOW)).isEqualTo(wait);
        assertThat(ServerHints.at(
                        moment.atOffset(ZoneOffset.ofHoursMinutes(-9, -30)).toString(), NOW))
                .isEqualTo(wait);
        assertThat(ServerHints.at(DateTimeFormatter.RFC_1123_DATE_TIME.format(utc), NOW))
                .isEqualTo(wait);
        assertThat(ServerHints.at(pattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'").format(utc), NOW))
                .isEqualTo(wait);
        assertThat(ServerHints.at(pattern("EEE MMM ppd HH:mm:ss yyyy").format(utc), NOW))
                .isEqualTo(wait);
        assertThat(ServerHints.after(wait.toString())).isEqualTo(wait);
    }

    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> parts = Arbitraries.of(
                "1",
                "9",
                "0",
                "-",
                "+",
                ".",
                ":",
                "T",
                "Z",
                "P",
                "PT",
                "S",
                " ",
                ",",
                "Mon",
                "Nov",
                "GMT",
                "2026",
                "9999",
                "23",
                "00",
                "2026-11-23T10:00",
                "Mon, 23 Nov 2026 10:00:30 GMT",
                "\0",
                "é",
                "١",
                "1e9");
        return Arbitraries.oneOf(
                parts.list().ofMaxSize(12).map(list -> String.join("", list)),
                Arbitraries.strings().ofMaxLength(40));
    }

    private static DateTimeFormatter pattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }

    private static HttpHeaders retryAfter(String value) {
        return DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .add("retry-after", value);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeFormatTest {

    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-03-01T15:04:05.067Z");

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
                    YYYY                            § 2026
                    YY                              § 26
                    MMMM MMM MM M                   § March Mar 03 3
                    DD D                            § 01 1
                    dddd ddd dd d                   § Sunday Sun Su 0
                    HH H hh h                       § 15 15 03 3
                    mm m ss s                       § 04 4 05 5
                    SSS SS S                        § 067 06 0
                    A a                             § PM pm
                    Z ZZ                            § +00:00 +0000
                    X x                             § 1772377445 1772377445067
                    YYYY-MM-DDTHH:mm:ss             § 2026-03-01T15:04:05
                    YYYYMMDDTHHmmss[Z]              § 20260301T150405Z
                    ddd, DD MMM YYYY HH:mm:ss ZZ    § Sun, 01 Mar 2026 15:04:05 +0000
                    [at] H[h]                       § at 15h
                    [] D                            § [] 1
                    """)
    void writesTheTokensOfDayJs(String format, String expected) {

        assertThat(TimeFormat.compile(format).format(TIME)).isEqualTo(expected);
    }

    @Test
    void twelveIsTheFirstHourOfBothHalvesOfTheDay() {
        TimeFormat format = TimeFormat.compile("h A");

        assertThat(format.format(TIME.withHour(0))).isEqualTo("12 AM");
        assertThat(format.format(TIME.withHour(12))).isEqualTo("12 PM");
    }

    @ParameterizedTest
    @CsvSource({
        "1,day,2026-03-02T15:04:05.067Z",
        "-1,days,2026-02-28T15:04:05.067Z",
        "1,w,2026-03-08T15:04:05.067Z",
        "1,M,2026-04-01T15:04:05.067Z",
        "1,m,2026-03-01T15:05:05.067Z",
        "-1,year,2025-03-01T15:04:05.067Z",
        "90,seconds,2026-03-01T15:05:35.067Z",
        "2,hours,2026-03-01T17:04:05.067Z",
        "3,milliseconds,2026-03-01T15:04:05.070Z",
    })
    void shiftsByEveryUnit(long amount, String unit, String expected) {
        TimeShift shift = TimeShift.of(amount, unit);

        assertThat(shift).isNotNull();
        assertThat(shift.from(TIME)).isEqualTo(OffsetDateTime.parse(expected));
    }

    @Test
    void refusesShiftsThatWouldOverflow() {
        assertThat(TimeShift.of(1_001, "years")).isNull();
        assertThat(TimeShift.of(Long.MIN_VALUE + 1, "ms")).isNull();
        assertThat(TimeShift.of(999_999_999_999_999L, "milliseconds")).isNull();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

    private static final Set<ErrorCode> OF_THE_HOST =
            EnumSet.of(ErrorCode.UPSTREAM_UNREACHABLE, ErrorCode.UPSTREAM_TIMEOUT, ErrorCode.BAD_UPSTREAM);

    @ParameterizedTest
    @CsvSource({
        "200, WELL",
        "204, WELL",
        "302, WELL",
        "400, WELL",
        "401, WELL",
        "404, WELL",
        "408, WELL",
        "429, WELL",
        "499, WELL",
        "500, ILL",
        "501, ILL",
        "502, ILL",
        "503, ILL",
        "504, ILL",
        "599, ILL"
    })
    void aStatusFrom500OnIsAFailure(int status, Verdict verdict) {
        assertThat(Verdict.ofStatus(status)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void onlyWhatTheHostDidIsAFailure(ErrorCode code) {
        assertThat(Verdict.ofError(new GatewayException(code, "")))
                .isEqualTo(OF_THE_HOST.contains(code) ? Verdict.ILL : Verdict.UNKNOWN);
    }

    @Test
    void aHostThatRedirectsForEverAnswers() {
        GatewayException failure = new GatewayException(ErrorCode.BAD_UPSTREAM, "").with("reason", "redirects");

        assertThat(Verdict.ofError(failure)).isEqualTo(Verdict.WELL);
    }

    @Test
    void faultsOfOurOwnSayNothing() {
        assertThat(Verdict.ofError(new IllegalStateException("a bug"))).isEqualTo(Verdict.UNKNOWN);
        assertThat(Verdict.ofError(new StoreUnavailableException("away"))).isEqualTo(Verdict.UNKNOWN);
    }
}

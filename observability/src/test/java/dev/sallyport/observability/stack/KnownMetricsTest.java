// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the tests of dashboards and rules would notice. */
class KnownMetricsTest {

    private static final KnownMetrics METRICS = KnownMetrics.read();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum(rate(sallyport_calls_total[5m]))", // timers have _seconds_count
                "sallyport_replay", // the unit is missing
                "sum(rate(sallyport_quota_waiting_total[5m]))", // a gauge
                "rate(sallyport_request_size_bytes_bucket[5m])", // no buckets
                "sallyport_calls_active{provider=\"github\"}",
                "sum by (connection) (rate(sallyport_calls_seconds_count[5m]))",
                "up and sallyport_nothing",
                "sallyport:nothing:rate5m / sallyport:calls:rate5m"
            })
    void whatDoesNotExistIsFound(String expression) {
        assertThatThrownBy(() -> METRICS.assertKnows(expression)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "histogram_quantile(0.5, sum by (le) (rate(sallyport_calls_seconds_bucket{error!~\"a|b\"}[$__rate_interval])))",
                "max by (host, state) (sallyport_breaker_state) == 1 unless up offset 10m",
                "absent(up{job=\"x\"} == 1) or vector(0)"
            })
    void whatExistsIsNot(String expression) {
        assertThatCode(() -> METRICS.assertKnows(expression)).doesNotThrowAnyException();
    }
}

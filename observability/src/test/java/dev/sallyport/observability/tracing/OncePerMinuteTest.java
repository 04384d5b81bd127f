// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class OncePerMinuteTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final OncePerMinute filter = new OncePerMinute(now::get);

    @Test
    void letsOneWarningAMinuteThrough() {
        assertThat(filter.isLoggable(warning())).isTrue();
        assertThat(filter.isLoggable(warning())).isFalse();

        now.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(filter.isLoggable(warning())).isFalse();

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(filter.isLoggable(warning())).isTrue();
        assertThat(filter.isLoggable(warning())).isFalse();
    }

    @Test
    void leavesOtherLinesAlone() {
        filter.isLoggable(warning());

        assertThat(filter.isLoggable(new LogRecord(Level.INFO, "x"))).isTrue();
    }

    private static LogRecord warning() {
        return new LogRecord(Level.WARNING, "dropped");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How attempts are repeated.
 *
 * @param baseDelay bound of the random wait before the first retry; doubles with each
 * @param throttleDelay the same after a refusal because of a limit
 * @param maxDelay what the bound grows to
 * @param budgetShare retries as a part of a host's calls, over ten seconds
 * @param budgetPerSecond retries of a host that are allowed in any case
 * @param maxReplayBody largest request body that is kept for retries; larger ones are sent once
 * @param replayMemory memory for all kept bodies together
 */
@ConfigurationProperties("sallyport.retry")
public record RetrySettings(
        @DefaultValue("500ms") Duration baseDelay,
        @DefaultValue("1s") Duration throttleDelay,
        @DefaultValue("30s") Duration maxDelay,
        @DefaultValue("0.2") double budgetShare,
        @DefaultValue("10") int budgetPerSecond,
        @DefaultValue("64KB") DataSize maxReplayBody,
        @DefaultValue("64MB") DataSize replayMemory) {

    private static final DataSize LARGEST_REPLAY_BODY = DataSize.ofMegabytes(1);

    public RetrySettings {
        requireDelay("sallyport.retry.base-delay", baseDelay);
        requireDelay("sallyport.retry.throttle-delay", throttleDelay);
        if (maxDelay.compareTo(baseDelay) < 0 || maxDelay.compareTo(throttleDelay) < 0) {
            throw new IllegalArgumentException(
                    "sallyport.retry.max-delay: " + maxDelay + " (expected: at least base-delay and throttle-delay)");
        }
        if (!(budgetShare >= 0 && budgetShare <= 1)) {
            throw new IllegalArgumentException("sallyport.retry.budget-share: " + budgetShare + " (expected: 0 to 1)");
        }
        if (budgetPerSecond < 0) {
            throw new IllegalArgumentException(
                    "sallyport.retry.budget-per-second: " + budgetPerSecond + " (expected: >= 0)");
        }
        if (maxReplayBody.isNegative() || maxReplayBody.compareTo(LARGEST_REPLAY_BODY) > 0) {
            throw new IllegalArgumentException("sallyport.retry.max-replay-body: " + maxReplayBody
                    + " (expected: 0B to " + LARGEST_REPLAY_BODY + ")");
        }
        if (replayMemory.isNegative()) {
            throw new IllegalArgumentException("sallyport.retry.replay-memory: " + replayMemory + " (expected: >= 0B)");
        }
    }

    private static void requireDelay(String name, Duration value) {
        if (value.toMillis() < 10) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 10 ms)");
        }
    }
}

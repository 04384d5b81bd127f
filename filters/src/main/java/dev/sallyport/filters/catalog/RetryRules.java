// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.sallyport.filters.ratelimit.BodyPaths;
import dev.sallyport.filters.ratelimit.ServerHints;
import dev.sallyport.filters.ratelimit.WaitHint;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's {@code proxy.retry} says (reference §4.2, §4.3), compiled. Header names are in lower case.
 *
 * @param at headers that name the moment from when it may be tried again
 * @param after headers that say for how long it may not
 * @param remaining header whose value {@code 0} makes an answer worth repeating
 * @param errorCodes statuses worth repeating, in place of the usual ones; null where the usual ones apply
 * @param inBody where error bodies say when
 */
public record RetryRules(
        List<String> at,
        List<String> after,
        @Nullable String remaining,
        @Nullable List<StatusRange> errorCodes,
        @Nullable InBody inBody)
        implements WaitHint {

    /** Of a provider that says nothing. */
    public static final RetryRules NONE = new RetryRules(List.of(), List.of(), null, null, null);

    public RetryRules {
        at = List.copyOf(at);
        after = List.copyOf(after);
        errorCodes = errorCodes == null ? null : List.copyOf(errorCodes);
    }

    /** From the moments that {@code at} names, else the lengths of {@code after}, else the body; the longest of several headers. */
    @Override
    public @Nullable Duration hint(HttpHeaders answer, byte @Nullable [] body, Instant now) {
        Duration told = atHint(answer, now);
        if (told == null) {
            told = afterHint(answer, now);
        }
        return told == null && inBody != null && body != null
                ? inBody.hint(body, ServerHints.clock(answer, now))
                : told;
    }

    @Override
    public boolean readsBody() {
        return inBody != null;
    }

    /** What the headers of {@code at} say; null when nothing usable. */
    public @Nullable Duration atHint(HttpHeaders answer, Instant now) {
        Duration longest = null;
        for (String name : at) {
            Duration told =
                    ServerHints.longest(answer, name, value -> ServerHints.at(value, ServerHints.clock(answer, now)));
            longest = ServerHints.longer(longest, told);
        }
        return longest;
    }

    /** What the headers of {@code after} say; null when nothing usable. A date counts as well: some providers mix them. */
    public @Nullable Duration afterHint(HttpHeaders answer, Instant now) {
        Duration longest = null;
        for (String name : after) {
            Duration told = ServerHints.longest(answer, name, value -> ServerHints.delay(value, answer, now));
            longest = ServerHints.longer(longest, told);
        }
        return longest;
    }

    /**
     * Statuses from {@code first} to {@code last}, both included.
     *
     * @param text as the catalogue has it, such as {@code 5xx}
     */
    public record StatusRange(String text, int first, int last) {

        public boolean contains(int status) {
            return first <= status && status <= last;
        }
    }

    /**
     * @param path member names from the outside in, to a text
     * @param value its first group is the wait; null for the whole text
     * @param moment whether it names a moment, else a length
     */
    public record InBody(List<String> path, @Nullable Pattern value, boolean moment) {

        public InBody {
            path = List.copyOf(path);
            if (value != null && value.groupCount() < 1) {
                throw new IllegalArgumentException("value: " + value + " (expected: a group for the wait)");
            }
        }

        /**
         * How long a body says to wait; null when it does not, or is malformed before it does.
         *
         * @param body JSON, of which at most 64 KiB are looked at
         * @param now by the server's clock
         */
        public @Nullable Duration hint(byte[] body, Instant now) {
            for (String text : BodyPaths.find(body, path)) {
                String wait = value == null ? text : firstGroup(value, text);
                if (wait != null) {
                    return moment ? ServerHints.at(wait, now) : ServerHints.after(wait);
                }
            }
            return null;
        }

        private static @Nullable String firstGroup(Pattern value, String text) {
            Matcher matcher = value.matcher(text);
            return matcher.find() ? matcher.group(1) : null;
        }
    }
}

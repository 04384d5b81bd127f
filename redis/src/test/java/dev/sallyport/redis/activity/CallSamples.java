// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityRecord.Header;
import dev.sallyport.filters.activity.ActivityStep;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.activity.ActivityTimings;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Records as real calls make them, each made of its number alone: 20 integrations, 5,000 connections, 2 % failures, headers as
 * well-known APIs send them and as they are masked, about 2 KB of JSON.
 */
final class CallSamples {

    static final String ENVIRONMENT = "prod";

    /** In the path of one of a hundred thousand. */
    static final String RARE = "needle-in-haystack";

    private static final String REDACTED = "[redacted]";
    private static final String[] THINGS = {"repos", "issues", "contacts", "invoices", "messages", "files", "tickets"};
    private static final String[] KEYS = {"0d4b7a52-6f7f-4f0e-9a1e-5a6f3d2c1b0a", "b1946ac9-2f1e-4ce2-8f0a-3e7d1c5b9a84"
    };

    private final Instant from;
    private final long millis;
    private final int total;

    CallSamples(Instant from, Instant to, int total) {
        this.from = from;
        this.millis = Duration.between(from, to).toMillis();
        this.total = total;
    }

    List<ActivityRecord> some(int first, int many) {
        return IntStream.range(first, first + many).mapToObj(this::one).toList();
    }

    static String trace(int number) {
        SplittableRandom random = new SplittableRandom(number);
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }

    private ActivityRecord one(int number) {
        SplittableRandom random = new SplittableRandom(~number);
        int integration = random.nextInt(20);
        // Most call a few connections, few call the rest.
        int connection = (int) (5_000 * Math.pow(random.nextDouble(), 2));
        @Nullable ErrorCode error = random.nextInt(100) == 0 ? error(random) : null;
        int status = error == null ? status(random) : error.status();
        String thing = THINGS[random.nextInt(THINGS.length)];
        String path = "/proxy/v" + (1 + integration % 3) + "/" + thing + "/" + random.nextInt(100_000)
                + (number % 100_000 == 77 ? "/" + RARE : "") + (random.nextBoolean() ? "/comments" : "");
        String host = "api.provider-" + integration + ".example";
        boolean isRead = random.nextInt(4) > 0;
        Duration lasted = Duration.ofNanos(30_000_000 + random.nextInt(200_000_000));
        Duration all = lasted.plusNanos(random.nextInt(2_000_000));
        ActivitySummary summary = new ActivitySummary(
                from.plusMillis(millis * number / total).minus(all),
                ENVIRONMENT,
                KEYS[random.nextInt(KEYS.length)],
                "integration-" + integration,
                "customer-" + connection,
                "provider-" + integration,
                isRead ? "GET" : "POST",
                path,
                host,
                status,
                error,
                CallEnd.Outcome.COMPLETED,
                1,
                Duration.ZERO,
                all,
                trace(number),
                null);
        return new ActivityRecord(
                summary,
                isRead ? "page=" + random.nextInt(50) + "&per_page=100&since=2026-11-" + (10 + random.nextInt(20)) : "",
                request(random, connection, integration),
                error == null ? response(random, number) : List.of(),
                isRead ? 0 : random.nextInt(4_000),
                random.nextInt(60_000),
                new ActivityTimings(
                        Duration.ofNanos(80_000 + random.nextInt(100_000)),
                        Duration.ofNanos(3_000 + random.nextInt(9_000)),
                        Duration.ZERO,
                        Duration.ofNanos(40_000 + random.nextInt(60_000)),
                        lasted,
                        all),
                List.of(new ActivityStep.Attempt(
                        Duration.ofNanos(200_000 + random.nextInt(100_000)),
                        1,
                        isRead ? "GET" : "POST",
                        "https://" + host + path.substring("/proxy".length()),
                        Duration.ofNanos(40_000 + random.nextInt(60_000)),
                        lasted,
                        error == null ? status : 0,
                        error)),
                summary.isFailed() ? failure(random, error) : null);
    }

    private static ErrorCode error(SplittableRandom random) {
        ErrorCode[] codes = {ErrorCode.UPSTREAM_TIMEOUT, ErrorCode.RATE_LIMITED, ErrorCode.UPSTREAM_UNREACHABLE};
        return codes[random.nextInt(codes.length)];
    }

    private static int status(SplittableRandom random) {
        int[] others = {404, 422, 500, 503};
        return random.nextInt(100) == 0 ? others[random.nextInt(others.length)] : 200;
    }

    private static List<Header> request(SplittableRandom random, int connection, int integration) {
        return List.of(
                new Header("host", REDACTED),
                new Header("authorization", REDACTED),
                new Header("connection-id", "customer-" + connection),
                new Header("provider-config-key", "integration-" + integration),
                new Header("retries", "3"),
                new Header("accept", "application/json"),
                new Header("accept-encoding", "gzip, compress, deflate, br"),
                new Header("user-agent", "nango-node-client/0.69.14 (Linux/6.1.0; node.js/22.11.0)"),
                new Header("x-request-id", id(random)));
    }

    private static List<Header> response(SplittableRandom random, int number) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("date", "Tue, 24 Nov 2026 19:%02d:%02d GMT".formatted(number / 60 % 60, number % 60)));
        headers.add(new Header("content-type", "application/json; charset=utf-8"));
        headers.add(new Header("content-encoding", "gzip"));
        headers.add(new Header("cache-control", "private, max-age=60, s-maxage=60"));
        headers.add(new Header("etag", "W/\"" + HexFormat.of().toHexDigits(random.nextLong()) + "\""));
        headers.add(new Header("vary", "Accept, Authorization, Cookie, Accept-Encoding"));
        headers.add(new Header("x-ratelimit-limit", "5000"));
        headers.add(new Header("x-ratelimit-remaining", "" + random.nextInt(5_000)));
        headers.add(new Header("x-ratelimit-reset", "" + (1_795_000_000 + random.nextInt(3_600))));
        headers.add(new Header("strict-transport-security", REDACTED));
        headers.add(new Header("x-content-type-options", REDACTED));
        headers.add(new Header("x-frame-options", REDACTED));
        headers.add(new Header("referrer-policy", REDACTED));
        headers.add(new Header("content-security-policy", REDACTED));
        for (String name :
                List.of("via", "nel", "report-to", "alt-svc", "x-served-by", "access-control-expose-headers", "link")) {
            headers.add(new Header(name, REDACTED));
        }
        headers.add(new Header("server", "cloudflare"));
        headers.add(new Header("cf-ray", REDACTED));
        headers.add(new Header("x-request-id", id(random)));
        return headers;
    }

    private static ActivityRecord.Failure failure(SplittableRandom random, @Nullable ErrorCode error) {
        return error == null
                ? new ActivityRecord.Failure(
                        "",
                        Map.of(),
                        "{\"message\":\"Not what you think\",\"documentation_url\":\"https://docs.example/errors\",\"id\":\""
                                + id(random) + "\"}")
                : new ActivityRecord.Failure("The provider took longer than allowed", Map.of("phase", "head"), null);
    }

    private static String id(SplittableRandom random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}

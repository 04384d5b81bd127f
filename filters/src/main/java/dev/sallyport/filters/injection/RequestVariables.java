// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.crypto.CanonicalParameters;
import dev.sallyport.filters.template.Variables;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one request on top of its connection's (reference §2.7, request group). {@code now} and {@code random}
 * are drawn when first asked for and then stay, so that all headers of an attempt agree.
 */
final class RequestVariables implements Variables {

    private static final Set<String> NAMES = Set.of(
            "now",
            "random",
            "method",
            "endpoint",
            "host",
            "path",
            "params",
            "urlCanonicalParams",
            "bodyCanonicalParams",
            "contentType");
    private static final Set<String> OF_BODY = Set.of("params", "bodyCanonicalParams");
    private static final Set<String> BODY_METHODS = Set.of("POST", "PUT", "PATCH");

    /** Always with milliseconds, which {@code Instant.toString} leaves out on a whole second. */
    private static final DateTimeFormatter WITH_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final UpstreamRequest request;
    private final String endpoint;
    private final Variables connection;
    private final Clock clock;
    private final RandomGenerator generator;
    private @Nullable String now;
    private @Nullable String random;

    /**
     * @param generator need not be secure: a nonce only has to be unique
     */
    RequestVariables(
            UpstreamRequest request, String endpoint, Variables connection, Clock clock, RandomGenerator generator) {
        this.request = request;
        this.endpoint = endpoint;
        this.connection = connection;
        this.clock = clock;
        this.generator = generator;
    }

    static boolean isOne(String name) {
        return NAMES.contains(name);
    }

    static boolean mentionedIn(Set<String> variables) {
        return variables.stream().anyMatch(RequestVariables::isOne);
    }

    static boolean readBody(Set<String> variables) {
        return variables.stream().anyMatch(OF_BODY::contains);
    }

    @Override
    public @Nullable String lookup(String name) {
        return switch (name) {
            case "now" -> now();
            case "random" -> random();
            case "method" -> request.method();
            case "endpoint" -> endpoint;
            case "host" -> request.origin().authority();
            case "path" -> request.path();
            case "params" -> CanonicalParameters.ofText(hasBody() ? bodyText() : query());
            case "urlCanonicalParams" -> CanonicalParameters.ofText(query());
            case "bodyCanonicalParams" -> hasBody() ? bodyText() : "";
            case "contentType" -> contentType();
            default -> connection.lookup(name);
        };
    }

    private String now() {
        if (now == null) {
            now = WITH_MILLIS.format(clock.instant());
        }
        return now;
    }

    private String random() {
        if (random == null) {
            random = uuid().toString();
        }
        return random;
    }

    /** Of version 4. Not {@code UUID.randomUUID()}, whose generator reads a file, which an event loop must not. */
    private UUID uuid() {
        long high = (generator.nextLong() & ~0xF000L) | 0x4000L;
        long low = (generator.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private boolean hasBody() {
        return BODY_METHODS.contains(request.method());
    }

    private String bodyText() {
        byte[] body = request.body();
        return body == null ? "" : new String(body, UTF_8);
    }

    private String query() {
        int question = request.target().indexOf('?');
        return question < 0 ? "" : request.target().substring(question + 1);
    }

    private String contentType() {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
        return type == null ? "" : type;
    }
}

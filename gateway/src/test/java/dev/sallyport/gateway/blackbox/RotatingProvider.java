// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An API and its authorization server on one socket. A refresh token is used once; a second use is taken for theft and ends the
 * whole grant (RFC 9700 §4.14.2). Tokens of grant {@code g} are {@code g.a0}, {@code g.r0}, then {@code g.a1}, {@code g.r1}.
 */
final class RotatingProvider implements RawUpstream.Script {

    private final Map<String, Grant> grants = new HashMap<>();
    private final Queue<RawUpstream.Script> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tokenRequests = new AtomicInteger();
    private final boolean lenient;
    private volatile Duration latency = Duration.ZERO;

    private RotatingProvider(boolean lenient) {
        this.lenient = lenient;
    }

    static RotatingProvider strict() {
        return new RotatingProvider(false);
    }

    /** One that answers a refresh token that was used before with yet another token, as some do for a while. */
    static RotatingProvider lenient() {
        return new RotatingProvider(true);
    }

    /** What an import says of a grant's first tokens. */
    static String credentials(String grant, Instant expiry) {
        return "{\"type\":\"OAUTH2\",\"access_token\":\"%s.a0\",\"refresh_token\":\"%s.r0\"%s}"
                .formatted(grant, grant, expiry == null ? "" : ",\"expires_at\":\"" + expiry + "\"");
    }

    RotatingProvider takes(Duration time) {
        latency = time;
        return this;
    }

    /** Answers one token request like this instead; {@link #grant} answers it properly. */
    RotatingProvider next(RawUpstream.Script answer) {
        answers.add(answer);
        return this;
    }

    /** All access tokens so far are worth nothing any more. */
    synchronized void reject(String grant) {
        Grant of = of(grant);
        of.oldestAccepted = of.number + 1;
    }

    int tokenRequests() {
        return tokenRequests.get();
    }

    synchronized boolean isRevoked(String grant) {
        return of(grant).revoked;
    }

    @Override
    public void answer(RawUpstream.Received request, RawUpstream.Wire wire) throws Exception {
        if (!request.target().startsWith("/token")) {
            wire.send(resource(request));
            return;
        }
        tokenRequests.incrementAndGet();
        RawUpstream.Script scripted = answers.poll();
        if (scripted != null) {
            scripted.answer(request, wire);
            return;
        }
        wire.pause(latency);
        grant(request, wire);
    }

    /** The proper answer to a token request. */
    void grant(RawUpstream.Received request, RawUpstream.Wire wire) throws IOException {
        wire.send(granted(request));
    }

    /** The proper answer, not sent yet. */
    synchronized String granted(RawUpstream.Received request) {
        String token = field(request.bodyText(), "refresh_token");
        if (token == null) {
            return json(200, "{\"access_token\":\"machine\",\"expires_in\":3600}");
        }
        String name = token.substring(0, token.indexOf(".r"));
        Grant grant = of(name);
        boolean used = Integer.parseInt(token.substring(name.length() + 2)) < grant.number;
        grant.revoked |= used && !lenient;
        if (grant.revoked) {
            return json(400, "{\"error\":\"invalid_grant\"}");
        }
        grant.number++;
        return json(
                200,
                "{\"access_token\":\"%s.a%d\",\"refresh_token\":\"%s.r%d\",\"expires_in\":3600}"
                        .formatted(name, grant.number, name, grant.number));
    }

    private synchronized String resource(RawUpstream.Received request) {
        String token = request.headers("authorization").getFirst().substring("Bearer ".length());
        int dot = token.indexOf(".a");
        Grant grant = dot < 0 ? new Grant() : of(token.substring(0, dot));
        int number = dot < 0 ? 0 : Integer.parseInt(token.substring(dot + 2));
        return grant.revoked || number < grant.oldestAccepted
                ? InTurn.answer(401, "who are you")
                : InTurn.answer(200, token + " " + request.bodyText());
    }

    static String json(int status, String body) {
        return InTurn.answer(status, body, "Content-Type: application/json");
    }

    private Grant of(String name) {
        return grants.computeIfAbsent(name, _ -> new Grant());
    }

    private static String field(String form, String name) {
        for (String pair : form.split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private static final class Grant {

        private int number;
        private int oldestAccepted;
        private boolean revoked;
    }
}

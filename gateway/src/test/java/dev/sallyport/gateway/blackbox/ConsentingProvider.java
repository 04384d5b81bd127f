// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider that asks its users: a page with two answers, codes that count once and only with their verifier, an API that takes
 * the tokens, and a receiver of events. It knows nothing of tokens that it did not give.
 */
final class ConsentingProvider implements RawUpstream.Script {

    static final String CLIENT =
            "{\"type\":\"OAUTH2\",\"client_id\":\"beacon-client\",\"client_secret\":\"beacon-secret\"}";

    private final Map<String, Map<String, String>> asked = new ConcurrentHashMap<>();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final AtomicInteger codes = new AtomicInteger();
    private volatile boolean isAlone;

    /** From now on whether its pages cut the tie between their window and the one that opened it. */
    void standAlone(boolean newIsAlone) {
        isAlone = newIsAlone;
    }

    @Override
    public void answer(RawUpstream.Received request, RawUpstream.Wire wire) throws IOException {
        String[] target = request.target().split("\\?", 2);
        wire.send(
                switch (target[0]) {
                    case "/authorize" -> consent(fields(target[1]));
                    case "/token" -> granted(fields(request.bodyText()));
                    case "/hook" -> "HTTP/1.1 204 No Content\r\n\r\n";
                    default -> resource(request);
                });
    }

    private String consent(Map<String, String> query) {
        String code = "code-" + codes.incrementAndGet();
        asked.put(code, query);
        String back = query.get("redirect_uri") + "?state=" + query.get("state");
        String page =
                "<!DOCTYPE html><title>Beacon</title><link rel=icon href=data:,><a href='%s&code=%s'>Allow</a> <a href='%s&error=access_denied'>Deny</a>"
                        .formatted(back, code, back);
        return InTurn.answer(
                200,
                page,
                "Content-Type: text/html",
                "Cross-Origin-Opener-Policy: " + (isAlone ? "same-origin" : "unsafe-none"));
    }

    private String granted(Map<String, String> form) {
        Map<String, String> query = asked.remove(form.getOrDefault("code", ""));
        boolean isTheirs = query != null
                && "authorization_code".equals(form.get("grant_type"))
                && "beacon-client".equals(form.get("client_id"))
                && "beacon-secret".equals(form.get("client_secret"))
                && query.get("redirect_uri").equals(form.get("redirect_uri"))
                && query.get("code_challenge").equals(challenge(form.get("code_verifier")));
        if (!isTheirs) {
            return RotatingProvider.json(400, "{\"error\":\"invalid_grant\"}");
        }
        String token = "token-of-" + form.get("code");
        tokens.add(token);
        return RotatingProvider.json(
                200, "{\"access_token\":\"%s\",\"refresh_token\":\"r\",\"expires_in\":3600}".formatted(token));
    }

    private String resource(RawUpstream.Received request) {
        String token = String.join("", request.headers("authorization")).replaceFirst("Bearer ", "");
        return tokens.contains(token) ? InTurn.answer(200, token) : InTurn.answer(401, "who are you");
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&")) {
            String[] both = pair.split("=", 2);
            fields.put(both[0], URLDecoder.decode(both[1], UTF_8));
        }
        return fields;
    }
}

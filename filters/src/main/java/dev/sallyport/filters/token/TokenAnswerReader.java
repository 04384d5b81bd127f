// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.ratelimit.ServerHints;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.token.TokenAnswer.NoToken;
import dev.sallyport.filters.token.TokenAnswer.Tokens;
import dev.sallyport.filters.upstream.ShortAnswer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what token endpoints answer, the many that do not keep to RFC 6749 §5 included. Nothing it says quotes an answer, except
 * for error codes of few plain characters.
 */
final class TokenAnswerReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            // A double would turn 1e400 into infinity, and the raw answer is kept.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final String FORM = "application/x-www-form-urlencoded";

    private final List<String> tokenPaths;
    private final Set<String> finalErrors;
    private final TokenRules rules;

    /**
     * @param tokenPaths where the access token may be, or the object with it, in order
     * @param finalErrors error codes after which asking again is in vain; lower case
     */
    TokenAnswerReader(List<String> tokenPaths, Set<String> finalErrors, TokenRules rules) {
        this.tokenPaths = tokenPaths;
        this.finalErrors = finalErrors;
        this.rules = rules;
    }

    /**
     * @param asked when the request went out, which is the earliest that a token's life can begin
     */
    TokenAnswer read(ShortAnswer.Answered answer, Instant asked) {
        int status = answer.status();
        if (status >= 500 || status == 429 || status == 408 || status == 425) {
            return failing("status_" + status, answer, asked);
        }
        Map<String, Object> object = object(answer);
        if (object == null) {
            return failing(status / 100 == 2 ? shapeOf(answer.body()) : "status_" + status, answer, asked);
        }
        boolean succeeded = status / 100 == 2;
        String error = ErrorWord.of(object, succeeded);
        if (error != null && finalErrors.contains(error)) {
            return new NoToken(new TokenOutcome.Refused(error));
        }
        if (!succeeded || error != null) {
            return failing(error == null ? "status_" + status : error, answer, asked);
        }
        return tokens(object, answer, asked);
    }

    private TokenAnswer tokens(Map<String, Object> object, ShortAnswer.Answered answer, Instant asked) {
        for (String path : tokenPaths) {
            Object found = at(object, path);
            Map<?, ?> holder = found instanceof Map<?, ?> inner ? inner : object;
            Object token = found instanceof Map<?, ?> inner ? inner.get("access_token") : found;
            if (token instanceof String text && !text.isEmpty()) {
                return tokens(text, holder, object, answer, asked);
            }
        }
        return failing("no_token", answer, asked);
    }

    private TokenAnswer tokens(
            String accessToken,
            Map<?, ?> holder,
            Map<String, Object> object,
            ShortAnswer.Answered answer,
            Instant asked) {
        String refreshToken = holder.get("refresh_token") instanceof String text && !text.isEmpty() ? text : null;
        if (!isPlain(accessToken) || (refreshToken != null && !isPlain(refreshToken))) {
            return failing("unusable_token", answer, asked);
        }
        return new Tokens(
                SecretText.of(accessToken),
                SecretText.ofNullable(refreshToken),
                TokenLife.endOf(holder, rules, asked),
                SecretMap.of(object));
    }

    /** Visible ASCII (RFC 6749 appendix A): anything else could end a header or start another. */
    private static boolean isPlain(String token) {
        return token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static @Nullable Object at(Map<?, ?> object, String path) {
        Object value = object;
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> inner ? inner.get(name) : null;
        }
        return value;
    }

    private static @Nullable Map<String, Object> object(ShortAnswer.Answered answer) {
        String type = String.valueOf(answer.headers().get(HttpHeaderNames.CONTENT_TYPE));
        if (type.regionMatches(true, 0, FORM, 0, FORM.length())) {
            return fromForm(new String(answer.body(), UTF_8));
        }
        try {
            return JSON.readValue(answer.body(), OBJECT);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static Map<String, Object> fromForm(String form) {
        Map<String, Object> object = new LinkedHashMap<>();
        new QueryStringDecoder(form, UTF_8, false, 100)
                .parameters()
                .forEach((name, values) -> object.put(name, values.getFirst()));
        return object;
    }

    private static String shapeOf(byte[] body) {
        String start = new String(body, 0, Math.min(body.length, 100), UTF_8).strip();
        if (start.isEmpty()) {
            return "empty_answer";
        }
        return start.startsWith("<") ? "html_answer" : "no_json_answer";
    }

    private static NoToken failing(String reason, ShortAnswer.Answered answer, Instant now) {
        return new NoToken(new TokenOutcome.Failing(reason, ServerHints.retryAfter(answer.headers(), now)));
    }
}

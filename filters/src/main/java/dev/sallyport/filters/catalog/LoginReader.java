// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.catalog.LoginRules.AnswerPaths;
import dev.sallyport.filters.catalog.LoginRules.Expiration;
import dev.sallyport.filters.catalog.TokenRules.BodyFormat;
import dev.sallyport.filters.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a definition says of a login besides its first request (reference §3.8). */
final class LoginReader {

    private static final List<String> STRATEGIES = List.of("expireAt", "expireIn");

    private final Map<String, Field> fields;

    private LoginReader(Map<String, Field> fields) {
        this.fields = fields;
    }

    /**
     * @param first the request that the login begins with; null where its URL is not known
     * @param refreshUrl null for the first's
     */
    static LoginRules read(Map<String, Field> fields, @Nullable TokenStep first, @Nullable Template refreshUrl) {
        return new LoginReader(fields).read(first, refreshUrl);
    }

    private LoginRules read(@Nullable TokenStep first, @Nullable Template refreshUrl) {
        Field steps = fields.get("additional_steps");
        Field headers = fields.get("token_response_headers");
        return new LoginRules(
                steps == null ? List.of() : steps(steps),
                first == null ? null : renewal(first, refreshUrl),
                answer(fields.get("token_response")),
                headers == null
                        ? List.of()
                        : headers.texts().stream()
                                .map(header -> header.toLowerCase(Locale.ROOT))
                                .toList(),
                JwtReader.assertion(fields.get("assertion")));
    }

    private static List<TokenStep> steps(Field list) {
        List<TokenStep> steps = new ArrayList<>();
        for (Field item : list.items()) {
            Map<String, Field> step = item.fields();
            Field url = step.get("token_url");
            if (url == null) {
                throw item.unexpected("token_url in it");
            }
            steps.add(new TokenStep(
                    TokenReader.template(url),
                    TokenReader.method(step),
                    TokenReader.format(step, BodyFormat.JSON),
                    TokenReader.params(step.get("token_params")),
                    ProxyReader.headers(step.get("token_headers"))));
        }
        return steps;
    }

    private @Nullable TokenStep renewal(TokenStep first, @Nullable Template refreshUrl) {
        Field params = fields.get("refresh_token_params");
        Field headers = fields.get("refresh_token_headers");
        if (params == null && headers == null) {
            return null;
        }
        return new TokenStep(
                refreshUrl == null ? first.url() : refreshUrl,
                first.method(),
                first.format(),
                TokenReader.params(params),
                headers == null ? first.headers() : ProxyReader.headers(headers));
    }

    private static AnswerPaths answer(@Nullable Field response) {
        if (response == null) {
            return LoginRules.NONE.answer();
        }
        Map<String, Field> paths = response.fields();
        Field strategy = paths.get("token_expiration_strategy");
        return new AnswerPaths(
                Field.textOrNull(paths.get("token")),
                Field.textOrNull(paths.get("refresh_token")),
                Field.textOrNull(paths.get("token_expiration")),
                strategy == null
                        ? Expiration.EITHER
                        : strategy.oneOf(STRATEGIES).equals("expireAt") ? Expiration.AT : Expiration.IN);
    }
}

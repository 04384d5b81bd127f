// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.catalog.NamedTemplate;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.catalog.TokenRules.BodyFormat;
import dev.sallyport.filters.egress.CatalogTarget;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.template.Variables;
import dev.sallyport.filters.token.TokenAnswer.NoToken;
import dev.sallyport.filters.token.TokenAnswer.Tokens;
import dev.sallyport.filters.upstream.ShortAnswer;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import dev.sallyport.filters.upstream.ShortAnswer.Failed;
import dev.sallyport.filters.upstream.ShortAnswer.Unreadable;
import dev.sallyport.filters.upstream.ShortExchange;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends token requests by the guarded client: the egress policy holds for token endpoints too, and no redirect is followed, since
 * what the request carries is worth more than any token.
 */
public final class TokenExchange {

    private final UpstreamTargets targets;
    private final ShortExchange exchange;
    private final Clock clock;

    /**
     * @param exchange with a limit below half a refresh lease
     */
    public TokenExchange(UpstreamTargets targets, ShortExchange exchange, Clock clock) {
        this.targets = targets;
        this.exchange = exchange;
        this.clock = clock;
    }

    Mono<TokenOutcome> send(Subject subject, TokenCall call, Variables variables, BooleanSupplier mayStillSend) {
        return Mono.defer(() -> {
            Instant asked = clock.instant();
            return exchange.send(request(subject, call, variables), mayStillSend)
                    .map(answer -> toOutcome(answer, call, asked));
        });
    }

    private static TokenOutcome toOutcome(ShortAnswer answer, TokenCall call, Instant asked) {
        return switch (answer) {
            case Answered answered ->
                switch (call.reader().read(answered, asked)) {
                    case Tokens tokens ->
                        new TokenOutcome.Granted(call.toCredential().apply(tokens));
                    case NoToken(TokenOutcome outcome) -> outcome;
                };
            case Unreadable(int status, String reason) -> new TokenOutcome.Failing(reason, null);
            case Failed(String reason, boolean written) ->
                written ? new TokenOutcome.Unknown(reason) : new TokenOutcome.Unsent(reason);
        };
    }

    private UpstreamRequest request(Subject subject, TokenCall call, Variables variables) {
        TokenRules rules = subject.provider().tokens();
        CatalogTarget target = targets.targetOf(subject.integration(), call.url(), variables);
        boolean inQuery =
                rules.bodyFormat() == BodyFormat.QUERY || rules.method().equals("GET");
        HttpHeaders headers = headers(call, rules, variables, inQuery);
        return inQuery
                ? new UpstreamRequest(rules.method(), target.origin(), withQuery(target, call), headers, null)
                : new UpstreamRequest(
                        rules.method(), target.origin(), target.target(), headers, body(call, rules.bodyFormat()));
    }

    /** The provider's own over the usual ones, and the grant's over both. */
    private HttpHeaders headers(TokenCall call, TokenRules rules, Variables variables, boolean inQuery) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        headers.set(HttpHeaderNames.ACCEPT, "application/json");
        String type = inQuery ? null : contentType(rules.bodyFormat());
        if (type != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, type);
        }
        for (NamedTemplate header : rules.headers()) {
            String value = header.value().render(variables);
            if (value != null) {
                headers.set(header.name(), value);
            }
        }
        return headers.setAll(call.headers()).set(HttpHeaderNames.USER_AGENT, targets.agent());
    }

    private static @Nullable String contentType(BodyFormat format) {
        return switch (format) {
            case FORM -> "application/x-www-form-urlencoded";
            case JSON -> "application/json";
            case XML -> "application/xml";
            case QUERY -> null;
        };
    }

    private static byte[] body(TokenCall call, BodyFormat format) {
        return switch (format) {
            case JSON -> BodyWriter.json(call.parameters());
            case XML -> BodyWriter.xml(call.parameters()).getBytes(UTF_8);
            case FORM, QUERY -> BodyWriter.form(call.parameters()).getBytes(UTF_8);
        };
    }

    private static String withQuery(CatalogTarget target, TokenCall call) {
        String query = BodyWriter.form(call.parameters());
        if (query.isEmpty()) {
            return target.target();
        }
        return target.target() + (target.target().indexOf('?') < 0 ? '?' : '&') + query;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.catalog.NamedTemplate;
import dev.sallyport.filters.catalog.TokenRules.BodyFormat;
import dev.sallyport.filters.catalog.TokenStep;
import dev.sallyport.filters.egress.CatalogTarget;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.token.TokenCall.Meaning;
import dev.sallyport.filters.upstream.ShortAnswer;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import dev.sallyport.filters.upstream.ShortAnswer.Failed;
import dev.sallyport.filters.upstream.ShortAnswer.Unreadable;
import dev.sallyport.filters.upstream.ShortExchange;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
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
        XmlAnswer.prepare();
        this.targets = targets;
        this.exchange = exchange;
        this.clock = clock;
    }

    Mono<TokenOutcome> send(Integration integration, TokenCall call, Meaning meaning, BooleanSupplier mayStillSend) {
        return Mono.defer(() -> {
            Instant asked = clock.instant();
            return ask(integration, call, mayStillSend).map(answer -> toOutcome(answer, meaning, asked));
        });
    }

    /** For those that make several requests, and read what each answers. */
    Mono<ShortAnswer> ask(Integration integration, TokenCall call, BooleanSupplier mayStillSend) {
        return Mono.defer(() -> exchange.send(request(integration, call), mayStillSend));
    }

    static TokenOutcome toOutcome(ShortAnswer answer, Meaning meaning, Instant asked) {
        return switch (answer) {
            case Answered answered -> meaning.of(answered, asked);
            case Unreadable(int status, String reason) -> new TokenOutcome.Failing(reason, null);
            case Failed(String reason, boolean written) ->
                written ? new TokenOutcome.Unknown(reason) : new TokenOutcome.Unsent(reason);
        };
    }

    Instant now() {
        return clock.instant();
    }

    /** Of one request, and of all of those that get one token. */
    Duration limit() {
        return exchange.limit();
    }

    private UpstreamRequest request(Integration integration, TokenCall call) {
        TokenStep step = call.step();
        CatalogTarget target = targets.targetOf(integration, step.url(), call.variables());
        boolean inQuery = step.putsIntoQuery();
        return new UpstreamRequest(
                step.method(),
                target.origin(),
                inQuery ? withQuery(target, call) : target.target(),
                headers(call, inQuery),
                inQuery ? null : body(call),
                call.signer(),
                call.identity());
    }

    /** The provider's own over the usual ones, and the grant's over both. */
    private HttpHeaders headers(TokenCall call, boolean inQuery) {
        HttpHeaders headers = TokenCall.noHeaders();
        headers.set(HttpHeaderNames.ACCEPT, "application/json");
        String type = inQuery ? null : contentType(call.step().format());
        if (type != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, type);
        }
        for (NamedTemplate header : call.step().headers()) {
            String value = header.value().render(call.variables());
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

    private static byte[] body(TokenCall call) {
        return switch (call.step().format()) {
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

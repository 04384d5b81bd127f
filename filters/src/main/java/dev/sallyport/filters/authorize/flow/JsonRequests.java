// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_FAILED;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.egress.CatalogTarget;
import dev.sallyport.filters.upstream.ShortAnswer;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import dev.sallyport.filters.upstream.ShortAnswer.Failed;
import dev.sallyport.filters.upstream.ShortAnswer.Unreadable;
import dev.sallyport.filters.upstream.ShortExchange;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Asks for JSON objects that are short and in no way secret. */
final class JsonRequests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final ShortExchange exchange;
    private final String agent;

    JsonRequests(ShortExchange exchange, String agent) {
        this.exchange = exchange;
        this.agent = agent;
    }

    /** Empty when there is nothing at that address; fails when it cannot be asked. */
    Mono<Map<String, Object>> find(CatalogTarget target, String whose) {
        return send("GET", target, null)
                .flatMap(answer -> answer instanceof Answered(int status, var _, byte[] body)
                        ? Mono.justOrEmpty(status == 200 ? object(body) : null)
                        : Mono.error(failed(whose, "could not be asked for its metadata", answer)));
    }

    /** The object that is answered; fails when there is none. */
    Mono<Map<String, Object>> post(CatalogTarget target, Map<String, Object> object, String whose) {
        return send("POST", target, JSON.writeValueAsBytes(object)).map(answer -> {
            Map<String, Object> said = answer instanceof Answered(int status, var _, byte[] body) && status / 100 == 2
                    ? object(body)
                    : null;
            if (said == null) {
                throw failed(whose, "did not register this gateway", answer);
            }
            return said;
        });
    }

    private Mono<ShortAnswer> send(String method, CatalogTarget target, byte @Nullable [] body) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        headers.set(HttpHeaderNames.ACCEPT, "application/json").set(HttpHeaderNames.USER_AGENT, agent);
        if (body != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        }
        return exchange.send(new UpstreamRequest(method, target.origin(), target.target(), headers, body), () -> true);
    }

    private static @Nullable Map<String, Object> object(byte[] body) {
        try {
            return JSON.readValue(body, OBJECT);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static AuthorizationException failed(String whose, String what, ShortAnswer answer) {
        String reason = switch (answer) {
            case Answered(int status, var _, var _) -> status / 100 == 2 ? "no_json_answer" : "status_" + status;
            case Unreadable(var _, String why) -> why;
            case Failed(String why, var _) -> why;
        };
        return ProviderWords.failed(PROVIDER_FAILED, whose, what, reason);
    }
}

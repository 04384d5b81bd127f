// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.upstream.UpstreamResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Follows redirects of GET and HEAD (contract §3). Every hop passes the address policy when it is dialled. A hop to
 * another origin takes along only headers that can hold no credential; any other redirect is the caller's to follow.
 */
public final class FollowRedirects extends AbstractGatewayFilterFactory<Object> {

    private static final int MAX_HOPS = 5;

    /** What a hop to another origin keeps: an allow-list, because any header of a caller or a provider may be a key. */
    private static final List<CharSequence> HARMLESS = List.of(
            HttpHeaderNames.ACCEPT,
            HttpHeaderNames.ACCEPT_ENCODING,
            HttpHeaderNames.ACCEPT_LANGUAGE,
            HttpHeaderNames.USER_AGENT,
            HttpHeaderNames.RANGE,
            HttpHeaderNames.IF_MATCH,
            HttpHeaderNames.IF_NONE_MATCH,
            HttpHeaderNames.IF_MODIFIED_SINCE,
            HttpHeaderNames.IF_UNMODIFIED_SINCE,
            HttpHeaderNames.IF_RANGE);

    private final HostBinding binding;

    public FollowRedirects(HostBinding binding) {
        super(Object.class);
        this.binding = binding;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> chain.filter(exchange).then(Mono.defer(() -> follow(exchange, chain, 0)));
    }

    private Mono<Void> follow(ServerWebExchange exchange, GatewayFilterChain chain, int hops) {
        ProxyCall call = ProxyCall.of(exchange);
        UpstreamResponse answer = call.upstreamResponse();
        UpstreamRequest next = answer == null ? null : nextHop(call, answer);
        if (answer == null || next == null) {
            return Mono.empty();
        }
        if (hops == MAX_HOPS) {
            answer.discard();
            return Mono.error(
                    new GatewayException(ErrorCode.BAD_UPSTREAM, "redirected more than " + MAX_HOPS + " times")
                            .with("reason", "redirects"));
        }
        call.follow(next);
        return answer.drain()
                .then(Mono.defer(() -> chain.filter(exchange)))
                .then(Mono.defer(() -> follow(exchange, chain, hops + 1)));
    }

    /** The request to follow with; null where the answer goes to the caller as it is. */
    private @Nullable UpstreamRequest nextHop(ProxyCall call, UpstreamResponse answer) {
        UpstreamRequest last = call.upstreamRequest();
        String location = answer.headers().get(HttpHeaderNames.LOCATION);
        if (location == null || !isRedirect(answer.status()) || !isSafe(last.method()) || hasBody(call)) {
            return null;
        }
        if (!(RedirectTarget.resolve(last.origin(), last.target(), location)
                instanceof RedirectTarget.Valid(RedirectTarget to))) {
            return null;
        }
        boolean downgrades = last.origin().secure() && !to.origin().secure();
        return downgrades ? null : request(call, last, to);
    }

    private UpstreamRequest request(ProxyCall call, UpstreamRequest last, RedirectTarget to) {
        boolean keeps = to.origin().equals(last.origin()) || forwardsTo(call, last, to);
        HttpHeaders headers = keeps ? last.headers() : harmless(last.headers());
        UpstreamRequest next = new UpstreamRequest(last.method(), to.origin(), to.target(), headers, null);
        return keeps ? next.signedBy(last.signer()).shownBy(last.identity()) : next;
    }

    private boolean forwardsTo(ProxyCall call, UpstreamRequest last, RedirectTarget to) {
        ConnectionPlan plan = call.plan();
        Boolean asked = call.options().forwardHeadersOnRedirect();
        boolean forwards = asked == null ? plan.rules().forwardHeadersOnRedirect() : asked;
        return forwards
                && binding.mayForward(
                        to.origin().host(),
                        last.origin().host(),
                        plan.integration().gateway().allowedHosts(),
                        plan.rules().allowedHosts());
    }

    static HttpHeaders harmless(HttpHeaders headers) {
        HttpHeaders kept = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (CharSequence name : HARMLESS) {
            kept.add(name, headers.getAll(name));
        }
        return kept;
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** Which went with the first request and cannot be sent again. */
    private static boolean hasBody(ProxyCall call) {
        HttpHeaders caller = call.callerHeaders();
        String length = caller.get(HttpHeaderNames.CONTENT_LENGTH);
        return caller.contains(HttpHeaderNames.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private static boolean isSafe(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }
}

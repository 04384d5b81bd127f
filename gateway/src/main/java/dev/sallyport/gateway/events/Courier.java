// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import dev.sallyport.filters.breaker.ReceiverBreakers;
import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.AbsoluteUrl;
import dev.sallyport.filters.event.Delivery;
import dev.sallyport.filters.event.EventSignature;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.gateway.events.SendOutcome.Again;
import dev.sallyport.gateway.events.SendOutcome.Delivered;
import dev.sallyport.gateway.events.SendOutcome.Forbidden;
import dev.sallyport.gateway.events.SendOutcome.NotNow;
import dev.sallyport.gateway.events.SendOutcome.Rejected;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Sends one delivery once, by the guarded client. */
public final class Courier {

    /** The same for every attempt and receiver of an event. */
    private static final String EVENT_ID = "Sallyport-Event-Id";

    /** A receiver that answers quickly soon has a place; for one that does not, nobody waits here for long. */
    private static final Duration TURN = Duration.ofMillis(25);

    private static final int TURNS = 8;

    private static final Duration CROWDED = Duration.ofSeconds(1);

    private static final Duration KEY_AWAY = Duration.ofSeconds(5);

    private final ShortExchange exchange;
    private final ReceiverBreakers breakers;
    private final KeyRing keys;
    private final String agent;
    private final boolean allowHttp;
    private final Clock clock;

    /**
     * @param exchange with the timeout of an attempt
     * @param agent the gateway's own {@code User-Agent}
     * @param allowHttp whether receivers may be told without TLS
     */
    public Courier(
            ShortExchange exchange,
            ReceiverBreakers breakers,
            KeyRing keys,
            String agent,
            boolean allowHttp,
            Clock clock) {
        this.exchange = exchange;
        this.breakers = breakers;
        this.keys = keys;
        this.agent = agent;
        this.allowHttp = allowHttp;
        this.clock = clock;
    }

    /** Never fails. */
    Mono<SendOutcome> send(Delivery delivery) {
        return Mono.defer(() -> switch (AbsoluteUrl.parse(delivery.receiver().reveal())) {
            case AbsoluteUrl.Valid(AbsoluteUrl url) ->
                isAllowed(url) ? enter(delivery, url, TURNS) : forbidden("scheme");
            case AbsoluteUrl.Invalid invalid -> forbidden("invalid_url");
        });
    }

    private boolean isAllowed(AbsoluteUrl url) {
        return allowHttp || url.origin().secure();
    }

    private Mono<SendOutcome> enter(Delivery delivery, AbsoluteUrl url, int turns) {
        return switch (breakers.enter(url)) {
            case ReceiverBreakers.Refused(Duration retryAfter) -> Mono.just(new NotNow("circuit_open", retryAfter));
            case ReceiverBreakers.Crowded _ ->
                turns == 0
                        ? Mono.just(new NotNow("busy", CROWDED))
                        : Mono.delay(TURN).flatMap(_ -> enter(delivery, url, turns - 1));
            case ReceiverBreakers.Admitted admitted ->
                send(delivery, url)
                        .doOnNext(outcome -> report(admitted, outcome))
                        .doFinally(_ -> admitted.left());
        };
    }

    private Mono<SendOutcome> send(Delivery delivery, AbsoluteUrl url) {
        return keys.current(delivery.environment())
                .flatMap(key -> exchange.send(request(delivery, url, key), () -> true))
                .map(answer -> SendOutcome.of(answer, clock.instant()))
                // Without a key nothing can be signed, and nothing unsigned is sent.
                .onErrorResume(_ -> Mono.just(new NotNow("signing_key_unavailable", KEY_AWAY)));
    }

    private static void report(ReceiverBreakers.Admitted admitted, SendOutcome outcome) {
        switch (outcome) {
            case Delivered _, Rejected _ -> admitted.answered();
            case Again _ -> admitted.failed();
            case NotNow _, Forbidden _ -> admitted.left();
        }
    }

    private UpstreamRequest request(Delivery delivery, AbsoluteUrl url, SecretText key) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                .newHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.USER_AGENT, agent)
                .set(EventSignature.OLD_HEADER, EventSignature.hash(key, delivery.body()))
                .set(EventSignature.HEADER, EventSignature.hmac(key, delivery.body()))
                .set(EVENT_ID, delivery.eventId());
        return new UpstreamRequest("POST", url.origin(), url.target(), headers, delivery.body());
    }

    private static Mono<SendOutcome> forbidden(String reason) {
        return Mono.just(new Forbidden(reason));
    }
}

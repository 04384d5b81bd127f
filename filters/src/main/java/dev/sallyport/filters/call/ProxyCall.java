// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.egress.BaseUrl;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.ratelimit.CallFacts;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.upstream.AnswerExcerpt;
import dev.sallyport.filters.upstream.UpstreamResponse;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What the filters of one proxied call share. One attribute of the exchange instead of many; each part is set by the
 * filter named beside it and read by those below. Used by one thread at a time, as Reactor guarantees for one exchange.
 */
public final class ProxyCall {

    private static final String ATTRIBUTE = ProxyCall.class.getName();

    private final ApiKey caller;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ProxyTarget target;
    private final CallerBody body = new CallerBody();
    private final CallTime time;
    private final Ending ending = new Ending();

    private CallTelemetry.Call telemetry = CallTelemetry.Call.NOOP; // RecordActivity
    private @Nullable ProxyOptions options; // ResolveConnection
    private @Nullable ConnectionPlan plan; // ResolveConnection, RenewCredential, RetryWithJitter
    private @Nullable BaseUrl base; // BindUpstream
    private @Nullable UpstreamRequest upstreamRequest; // RewriteBaseUrl, InjectCredentials, FollowRedirects
    private boolean redirected; // FollowRedirects
    private @Nullable CallQuota quota; // itself
    private boolean requestWritten; // SendUpstream
    private @Nullable UpstreamResponse upstreamResponse; // SendUpstream
    private boolean relaying; // RelayResponse
    private @Nullable AnswerExcerpt excerpt; // RelayResponse
    private @Nullable ErrorCode error; // RecordActivity
    private @Nullable GatewayException failure; // RecordActivity
    private CallEnd.Outcome outcome = CallEnd.Outcome.COMPLETED; // RelayResponse
    private int attempts; // SendUpstream
    private long responseBytes; // RelayResponse

    private ProxyCall(ApiKey caller, HttpServerRequest request, HttpServerResponse response) {
        this.caller = caller;
        this.request = request;
        this.response = response;
        this.target = ProxyTarget.of(request);
        this.time = new CallTime(request);
    }

    /** Begins the call of an authenticated caller. */
    public static ProxyCall open(ServerWebExchange exchange, ApiKey caller) {
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
        ProxyCall call = new ProxyCall(caller, request, response);
        exchange.getAttributes().put(ATTRIBUTE, call);
        return call;
    }

    /** The call of this exchange. */
    public static ProxyCall of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(ATTRIBUTE);
    }

    public ApiKey caller() {
        return caller;
    }

    /** The caller's request on the wire. */
    public HttpServerRequest request() {
        return request;
    }

    /** The answer to the caller on the wire. */
    public HttpServerResponse response() {
        return response;
    }

    public HttpHeaders callerHeaders() {
        return request.requestHeaders();
    }

    public ProxyTarget target() {
        return target;
    }

    public CallerBody body() {
        return body;
    }

    public CallTime time() {
        return time;
    }

    /** What it has to do with limits; after ResolveConnection. */
    public CallQuota quota() {
        CallQuota known = quota;
        if (known == null) {
            known = new CallQuota(facts(), plan().bucketsOf(facts()));
            quota = known;
        }
        return known;
    }

    private CallFacts facts() {
        return new CallFacts(
                caller.environment(),
                options().providerConfigKey(),
                options().connectionId(),
                request.method().name(),
                "/" + target.endpoint(),
                callerHeaders());
    }

    public CallTelemetry.Call telemetry() {
        return telemetry;
    }

    void observedBy(CallTelemetry.Call started) {
        this.telemetry = started;
    }

    public ProxyOptions options() {
        return Objects.requireNonNull(options, "before ResolveConnection");
    }

    public ConnectionPlan plan() {
        return Objects.requireNonNull(plan, "before ResolveConnection");
    }

    void asked(ProxyOptions read) {
        this.options = read;
    }

    void resolved(ConnectionPlan found) {
        this.plan = found;
        telemetry.resolved(found.integration().uniqueKey(), found.provider().name());
    }

    /** Its credential is another one now. */
    public void renewed(ConnectionPlan newer) {
        this.plan = newer;
    }

    /** Where all attempts of the call go, redirects apart. */
    public BaseUrl base() {
        return Objects.requireNonNull(base, "before BindUpstream");
    }

    public void bind(BaseUrl settled) {
        this.base = settled;
    }

    /**
     * The caller's request as it goes to the base URL, before anything is injected.
     *
     * @param agent the gateway's own {@code User-Agent}
     */
    public UpstreamRequest toUpstream(String agent) {
        boolean traced = plan().integration().gateway().forwardTraceContext();
        HttpHeaders headers = ForwardedHeaders.from(callerHeaders(), agent, traced);
        return new UpstreamRequest(request.method().name(), base().origin(), target.behind(base()), headers, null);
    }

    /** The next attempt's request. */
    public UpstreamRequest upstreamRequest() {
        return Objects.requireNonNull(upstreamRequest, "before RewriteBaseUrl");
    }

    public void send(UpstreamRequest next) {
        this.upstreamRequest = next;
        this.redirected = false;
    }

    /** As {@link #send}, to where the upstream pointed. */
    public void follow(UpstreamRequest next) {
        this.upstreamRequest = next;
        this.redirected = true;
    }

    /** Whether the next attempt follows a redirect. */
    public boolean isRedirected() {
        return redirected;
    }

    /** Whether a redirect leads the attempt to another origin, where no credential goes. */
    public boolean isElsewhere() {
        return redirected && !upstreamRequest().origin().equals(base().origin());
    }

    /**
     * The path of the next attempt for telemetry: the caller's own part of it where the provider puts a secret into the base
     * URL; empty after a redirect, whose target may be a secret in itself.
     */
    public String recordedPath() {
        if (redirected) {
            return "";
        }
        return plan().hidesBase() ? "/" + target.endpoint() : upstreamRequest().path();
    }

    /** The host of the next attempt for telemetry; empty where the provider puts a secret into the base URL. */
    public String recordedHost() {
        return plan().hidesBase() ? "" : upstreamRequest().origin().host();
    }

    /** The host that the call is bound to, for telemetry; empty before BindUpstream and where the base URL holds a secret. */
    public String boundHost() {
        return base == null || plan().hidesBase() ? "" : base.origin().host();
    }

    /** The answer of the last attempt, whose body nobody has read yet; null before any. */
    public @Nullable UpstreamResponse upstreamResponse() {
        return upstreamResponse;
    }

    public void answered(UpstreamResponse answer) {
        this.upstreamResponse = answer;
    }

    /** Another attempt follows; whoever says so has seen to the answer. */
    public void forgetAnswer() {
        this.upstreamResponse = null;
    }

    /** Whether the failed attempt may have reached the upstream. */
    public boolean isRequestWritten() {
        return requestWritten;
    }

    public void requestWritten(boolean written) {
        this.requestWritten = written;
    }

    /** Counts a send to the upstream and answers its number, from 1. */
    public int countAttempt() {
        body.attemptBegins();
        return ++attempts;
    }

    public int attempts() {
        return attempts;
    }

    /** The answer goes to the caller from now on. */
    public void relaying() {
        this.relaying = true;
    }

    /** The beginning of the body of an answer that failed; null for others. */
    public @Nullable AnswerExcerpt excerpt() {
        return excerpt;
    }

    public void excerptOf(@Nullable AnswerExcerpt begun) {
        this.excerpt = begun;
    }

    public void countResponseBytes(int bytes) {
        responseBytes += bytes;
    }

    /** Runs the action once, when the call is wholly over; at once if it is. Safe for several threads. */
    public void onEnd(Runnable action) {
        ending.add(action);
    }

    void over() {
        ending.over();
    }

    /** The exchange with the caller did not close as it should. */
    public void broken(CallEnd.Outcome how) {
        this.outcome = how;
    }

    void failed(Throwable error) {
        this.error = ErrorCode.of(error);
        this.failure = error instanceof GatewayException known ? known : null;
    }

    /** What the caller is told of why there is no answer; null when there is one, and where that is no more than a code. */
    public @Nullable GatewayException failure() {
        return failure;
    }

    /** What telemetry is told at the end. */
    CallEnd end() {
        ProxyOptions asked = options;
        return new CallEnd(
                asked == null ? null : asked.providerConfigKey(),
                asked == null ? null : asked.connectionId(),
                plan == null ? null : plan.provider().name(),
                status(),
                error,
                outcome,
                attempts,
                Duration.ofNanos(quota == null ? 0 : quota.waitedNanos()),
                body.sentBytes(),
                responseBytes);
    }

    private int status() {
        if (error != null) {
            return error.status();
        }
        return relaying && upstreamResponse != null ? upstreamResponse.status() : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.egress.EgressRefusedException;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.upstream.UpstreamTimeoutException.Phase;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import reactor.core.Exceptions;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * A failed exchange as the caller hears of it.
 *
 * @param requestWritten false only when it is certain that nothing of the request left, so that any method may be
 *     repeated
 */
record UpstreamFailure(GatewayException error, boolean requestWritten) {

    private static final Duration OVERLOADED_RETRY_AFTER = Duration.ofSeconds(1);
    private static final String IN_USE = "all connections to this upstream are in use";
    private static final String NO_SOCKET = "this gateway can open no more connections for now";

    /** Tells apart what the client, the guard and the resolver fail with. */
    public static UpstreamFailure of(Throwable failure) {
        Throwable cause = Exceptions.unwrap(failure);
        return switch (cause) {
            case GatewayException known -> new UpstreamFailure(known, true);
            case EgressRefusedException refused -> before(refused(refused), cause);
            case BadUpstreamException bad -> after(bad(bad.reason()), cause);
            case UpstreamTimeoutException slow -> after(timeout(slow.phase()), cause);
            case PoolAcquireTimeoutException full -> before(overloaded(IN_USE), full);
            case PoolAcquirePendingLimitException full -> before(overloaded(IN_USE), full);
            case ChannelException none
            when none.getCause() instanceof IOException -> before(overloaded(NO_SOCKET), none);
            case SslHandshakeTimeoutException slow -> before(timeout(Phase.CONNECT), slow);
            case ConnectTimeoutException slow -> before(timeout(Phase.CONNECT), slow);
            case UnknownHostException unknown -> before(unreachable("dns"), unknown);
            case ConnectException failed -> before(unreachable("connect"), failed);
            case NoRouteToHostException failed -> before(unreachable("connect"), failed);
            case SSLException failed -> tls(failed);
            case PrematureCloseException closed -> after(unreachable("closed"), closed);
            case AbortedException aborted -> aborted(aborted);
            case DecoderException malformed -> decoder(malformed);
            case TimeoutException slow -> after(timeout(Phase.TOTAL), slow);
            case IOException broken -> after(unreachable("reset"), broken);
            default ->
                after(new GatewayException(ErrorCode.INTERNAL_ERROR, "the exchange with the upstream failed"), cause);
        };
    }

    private static UpstreamFailure decoder(DecoderException malformed) {
        return malformed.getCause() instanceof SSLException tls ? tls(tls) : after(bad("malformed"), malformed);
    }

    private static UpstreamFailure tls(SSLException failed) {
        TlsFault fault = TlsFault.of(failed);
        GatewayException error = unreachable(fault.reason());
        return fault.duringHandshake() ? before(error, failed) : after(error, failed);
    }

    private static UpstreamFailure aborted(AbortedException aborted) {
        // Reactor Netty's own word for a connection that was gone before anything was written.
        boolean beforeSend = AbortedException.isConnectionReset(aborted);
        return beforeSend ? before(unreachable("closed"), aborted) : after(unreachable("closed"), aborted);
    }

    private static UpstreamFailure before(GatewayException error, Throwable cause) {
        return new UpstreamFailure(error.causedBy(cause), false);
    }

    private static UpstreamFailure after(GatewayException error, Throwable cause) {
        return new UpstreamFailure(error.causedBy(cause), true);
    }

    private static GatewayException refused(EgressRefusedException refused) {
        return new GatewayException(
                        ErrorCode.BASE_URL_OVERRIDE_NOT_ALLOWED,
                        "the egress policy does not allow this upstream address")
                .with("reason", refused.reason());
    }

    private static GatewayException unreachable(String reason) {
        return new GatewayException(ErrorCode.UPSTREAM_UNREACHABLE, "the upstream cannot be reached")
                .with("reason", reason);
    }

    private static GatewayException bad(String reason) {
        return new GatewayException(ErrorCode.BAD_UPSTREAM, "the upstream's answer is not valid HTTP")
                .with("reason", reason);
    }

    private static GatewayException timeout(Phase phase) {
        return new GatewayException(ErrorCode.UPSTREAM_TIMEOUT, "the upstream took too long")
                .with("phase", phase.wireName());
    }

    private static GatewayException overloaded(String message) {
        return new GatewayException(ErrorCode.OVERLOADED, message).retryAfter(OVERLOADED_RETRY_AFTER);
    }
}

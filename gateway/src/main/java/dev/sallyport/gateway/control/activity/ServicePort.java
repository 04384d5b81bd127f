// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Knows where this process itself can be called, once its service port is bound. */
public final class ServicePort implements ApplicationListener<WebServerInitializedEvent> {

    private final @Nullable InetAddress bound;
    private final boolean tls;
    private volatile int port = -1;

    /**
     * @param bound the only address that it listens on; null for all of them
     * @param tls whether it speaks TLS
     */
    public ServicePort(@Nullable InetAddress bound, boolean tls) {
        this.bound = bound;
        this.tls = tls;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        if (!WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
            port = event.getWebServer().getPort();
        }
    }

    /** Fails with {@code upstream_unreachable} where it cannot be called from here. */
    public InetSocketAddress address() {
        if (tls) {
            throw unreachable("the gateway's service port speaks TLS (expected: plain HTTP, where calls are replayed)");
        }
        if (port < 0) {
            throw unreachable("the gateway's service port is not bound yet");
        }
        InetAddress address = bound == null || bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
        return new InetSocketAddress(address, port);
    }

    static GatewayException unreachable(String message) {
        return new GatewayException(ErrorCode.UPSTREAM_UNREACHABLE, message).with("reason", "connect");
    }
}

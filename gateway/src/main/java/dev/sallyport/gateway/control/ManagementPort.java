// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Knows the management port once it is bound. The management server finds the routes of the application too, so the
 * control plane has to keep itself off that port.
 */
final class ManagementPort implements ApplicationListener<WebServerInitializedEvent> {

    private volatile int port = -1;

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        if (WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
            port = event.getWebServer().getPort();
        }
    }

    boolean received(ServerRequest request) {
        var local = request.exchange().getRequest().getLocalAddress();
        return local != null && local.getPort() == port;
    }
}

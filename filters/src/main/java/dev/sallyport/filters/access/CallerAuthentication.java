// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** Tells who makes a call. */
@FunctionalInterface
public interface CallerAuthentication {

    /**
     * The key the request carries. Never empty: fails with a {@link dev.sallyport.filters.error.GatewayException} of 401
     * when the key is missing, malformed or unknown.
     */
    Mono<ApiKey> authenticate(ServerHttpRequest request);
}

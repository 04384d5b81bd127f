// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

/**
 * A send to the upstream.
 *
 * @param number counts from 1
 * @param method the HTTP method sent
 * @param scheme {@code https} or {@code http}
 * @param host upstream host, without port; empty where it may hold a secret
 * @param port upstream port
 * @param path the path sent, without query and with no secret in it; empty after a redirect
 */
public record AttemptStart(
        int number,
        String method,
        String scheme,
        String host,
        int port,
        String path,
        String integration,
        String provider) {}

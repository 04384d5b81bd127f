// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * A route of the service port.
 *
 * @param path such as {@code /connections/{id}}
 */
public record Endpoint(HttpMethod method, String path, HandlerFunction<ServerResponse> handler) {}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * What an endpoint answers.
 *
 * @param body JSON values; null for no body
 */
public record Answer(int status, @Nullable Object body) {

    public static final Answer NO_CONTENT = new Answer(204, null);

    public static Answer ok(Object body) {
        return new Answer(200, body);
    }

    public static Answer created(Object body) {
        return new Answer(201, body);
    }

    /** Not to be kept by anyone on the way: many answers hold secrets. */
    public Mono<ServerResponse> render() {
        ServerResponse.BodyBuilder response = ServerResponse.status(status)
                .header("Sallyport-Source", "gateway")
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
        return body == null
                ? response.build()
                : response.contentType(MediaType.APPLICATION_JSON).bodyValue(Json.write(body));
    }
}

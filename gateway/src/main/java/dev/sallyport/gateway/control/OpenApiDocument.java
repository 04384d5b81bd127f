// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.gateway.control.http.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Serves the OpenAPI document, which is public: it holds nothing of this installation. */
final class OpenApiDocument {

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

    private OpenApiDocument() {}

    static Endpoint endpoint() {
        byte[] document = read();
        return new Endpoint(
                HttpMethod.GET,
                "/openapi.yaml",
                _ -> ServerResponse.ok()
                        .contentType(YAML)
                        .header("Sallyport-Source", "gateway")
                        .bodyValue(document));
    }

    private static byte[] read() {
        try {
            return new ClassPathResource("openapi.yaml").getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

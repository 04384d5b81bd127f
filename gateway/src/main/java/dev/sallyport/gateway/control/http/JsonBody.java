// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.InvalidMimeTypeException;
import reactor.core.publisher.Mono;

/** Reads a request's body as JSON, up to a limit. */
final class JsonBody {

    private static final int MOST_BYTES = 10 * 1024 * 1024;
    private static final Set<String> CHARSETS = Set.of("utf-8", "us-ascii");

    private JsonBody() {}

    /** The JSON value; an empty body counts as the empty object, so that its missing members get named. */
    static Mono<Object> read(ServerHttpRequest request) {
        if (request.getHeaders().getContentLength() > MOST_BYTES) {
            return Mono.error(tooLarge());
        }
        return DataBufferUtils.join(request.getBody(), MOST_BYTES)
                .onErrorMap(DataBufferLimitException.class, e -> tooLarge())
                .map(JsonBody::take)
                .defaultIfEmpty(new byte[0])
                .map(bytes -> bytes.length == 0 ? Map.of() : parse(request.getHeaders(), bytes));
    }

    private static byte[] take(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private static Object parse(HttpHeaders headers, byte[] bytes) {
        if (!isJson(headers)) {
            throw new GatewayException(
                    ErrorCode.INVALID_CONTENT_TYPE, "Invalid content type (expected: application/json in UTF-8)");
        }
        Object value = Json.read(bytes);
        if (value == null) {
            throw GatewayException.invalid(
                    ErrorCode.INVALID_BODY,
                    List.of(Problem.at("invalid_type", "Invalid input: expected object, received null")));
        }
        return value;
    }

    private static boolean isJson(HttpHeaders headers) {
        if (headers.containsHeader(HttpHeaders.CONTENT_ENCODING)) {
            return false;
        }
        try {
            MediaType type = headers.getContentType();
            return type != null
                    && type.getType().equals("application")
                    && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"))
                    && (type.getCharset() == null
                            || CHARSETS.contains(type.getCharset().name().toLowerCase(Locale.ROOT)));
        } catch (InvalidMediaTypeException | InvalidMimeTypeException e) {
            return false;
        }
    }

    private static GatewayException tooLarge() {
        return new GatewayException(
                ErrorCode.BODY_TOO_LARGE, "The body is too large (expected: at most " + MOST_BYTES + " bytes)");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import dev.sallyport.filters.error.ErrorBody;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Turns a refusal into the last answer of its connection. */
final class Answer {

    private static final String ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private Answer() {}

    static FullHttpResponse of(Refusal refusal) {
        return of(new GatewayException(refusal.code(), refusal.message()));
    }

    static FullHttpResponse of(GatewayException failure) {
        ErrorBody error = ErrorBody.of(failure);
        byte[] json = error.json();
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(error.status()), Unpooled.wrappedBuffer(json));
        HttpHeaders headers = response.headers();
        error.forEachHeader(headers::set);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, json.length);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (failure.code() == ErrorCode.METHOD_NOT_ALLOWED) {
            headers.set(HttpHeaderNames.ALLOW, ALLOWED_METHODS);
        }
        return response;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Knows that an answer to HEAD has no body, whatever its headers promise. */
final class ResponseEncoder extends HttpResponseEncoder {

    private final Visit visit;

    ResponseEncoder(Visit visit) {
        this.visit = visit;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return visit.headMethod || super.isContentAlwaysEmpty(response);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * What decides which buckets a call is charged to.
 *
 * @param path below the base URL, with a leading slash, without query
 * @param headers of the request as it is sent
 */
public record CallFacts(
        String environment, String integration, String connection, String method, String path, HttpHeaders headers) {}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import io.lettuce.core.RedisURI;
import java.util.Arrays;
import java.util.List;

/**
 * Where Redis is: one server, the sentinels that know it, or nodes of a cluster.
 *
 * @param uris several exactly when it is a cluster
 */
record RedisAddress(List<RedisURI> uris) {

    private static final String EXPECTED =
            "(expected: redis://, rediss://, redis-sentinel://, or several redis:// separated by commas)";

    RedisAddress {
        uris = List.copyOf(uris);
    }

    /** Messages never repeat the text, which carries a password. */
    static RedisAddress parse(RedisSettings settings) {
        if (settings.uri() == null || settings.uri().isEmpty()) {
            throw new IllegalArgumentException("sallyport.redis.uri: missing " + EXPECTED);
        }
        // Sentinel addresses hold commas of their own; only a comma before another scheme separates.
        String[] parts = settings.uri().reveal().trim().split("\\s*,\\s*(?=rediss?://)");
        List<RedisURI> uris =
                Arrays.stream(parts).map(part -> parseOne(part, settings)).toList();
        if (uris.size() > 1 && uris.stream().anyMatch(uri -> !uri.getSentinels().isEmpty())) {
            throw new IllegalArgumentException("sallyport.redis.uri: sentinel among several addresses " + EXPECTED);
        }
        return new RedisAddress(uris);
    }

    boolean isCluster() {
        return uris.size() > 1;
    }

    private static RedisURI parseOne(String text, RedisSettings settings) {
        if (!text.matches("(?s)(rediss?|redis-sentinel|rediss-sentinel)://.+")) {
            throw new IllegalArgumentException("sallyport.redis.uri: unknown scheme " + EXPECTED);
        }
        RedisURI uri = create(text);
        // For the handshake, which on a cold JVM takes longer than any command later.
        uri.setTimeout(settings.backgroundTimeout().multipliedBy(2));
        uri.setClientName(settings.clientName());
        for (RedisURI sentinel : uri.getSentinels()) {
            sentinel.setTimeout(settings.backgroundTimeout().multipliedBy(2));
        }
        return uri;
    }

    private static RedisURI create(String text) {
        try {
            return RedisURI.create(text);
        } catch (RuntimeException e) {
            // Without its cause on purpose: the driver's message repeats the whole address.
            throw new IllegalArgumentException("sallyport.redis.uri: cannot be read " + EXPECTED);
        }
    }
}

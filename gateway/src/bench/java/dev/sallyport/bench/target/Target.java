// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import dev.sallyport.bench.load.LoadRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running server that answers the load, directly or by way of a gateway. */
public final class Target implements AutoCloseable {

    private final String name;
    private final Jvm jvm;
    private final int port;
    private final String prefix;
    private final Map<String, String> headers;
    private final @Nullable RedisServer redis;

    Target(String name, Jvm jvm, int port, String prefix, Map<String, String> headers, @Nullable RedisServer redis) {
        this.name = name;
        this.jvm = jvm;
        this.port = port;
        this.prefix = prefix;
        this.headers = headers;
        this.redis = redis;
    }

    public String name() {
        return name;
    }

    /** The request for a body of this size. */
    public LoadRequest request(int size) {
        return new LoadRequest(Loopback.uri(port, prefix + "/bytes/" + size), headers);
    }

    public Usage usage() {
        return jvm.usage();
    }

    public long pid() {
        return jvm.pid();
    }

    @Override
    public void close() {
        jvm.close();
        if (redis != null) {
            redis.close();
        }
    }
}

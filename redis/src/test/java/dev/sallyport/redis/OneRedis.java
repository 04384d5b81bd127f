// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.redis.embedded.TestServer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server for all tests of a class, and the stores of one replica on it. To be registered in a static field. */
public final class OneRedis implements BeforeAllCallback, AfterAllCallback {

    /** Not the one of the stores. */
    public static final SecretText OTHER_KEY = SecretText.of("YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=");

    private TestServer server;
    private RedisStores stores;

    @Override
    public void beforeAll(ExtensionContext context) {
        server = TestServer.start();
        stores = TestStores.open(server.uri());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stores.close();
        server.close();
    }

    public RedisStores stores() {
        return stores;
    }

    public SecretText uri() {
        return server.uri();
    }

    /** As {@link TestServer#ask}. */
    public String ask(String... command) {
        return server.ask(command);
    }

    /** How many milliseconds are left to a key. */
    public long ttl(String key) {
        return Long.parseLong(server.ask("PTTL", key).substring(1));
    }
}

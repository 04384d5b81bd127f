// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.connection;

import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.ConnectionStoreContract;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisConnectionStoreTest extends ConnectionStoreContract {

    private static TestServer server;
    private static RedisStores stores;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        stores = TestStores.open(server.uri());
    }

    @AfterAll
    static void stop() {
        stores.close();
        server.close();
    }

    @Override
    protected ConnectionStore store() {
        return stores.connections();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.integration;

import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.integration.IntegrationStoreContract;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisIntegrationStoreTest extends IntegrationStoreContract {

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
    protected IntegrationStore store() {
        return stores.integrations();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.activity.ActivityStoreContract;
import dev.sallyport.filters.activity.ActivityTimeContract;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

class RedisActivityStoreTest {

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

    @Nested
    class Searches extends ActivityStoreContract {

        @Override
        protected ActivityStore store() {
            return stores.activity();
        }
    }

    @Nested
    class Times extends ActivityTimeContract {

        @Override
        protected ActivityStore store() {
            return stores.activity();
        }
    }
}

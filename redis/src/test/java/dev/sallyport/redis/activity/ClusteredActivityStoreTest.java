// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.activity.ActivityStoreContract;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ClusteredActivityStoreTest extends ActivityStoreContract {

    private static TestCluster cluster;
    private static RedisStores stores;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(3, 0);
        stores = TestStores.open(cluster.uri());
    }

    @AfterAll
    static void stop() {
        stores.close();
        cluster.close();
    }

    @Override
    protected ActivityStore store() {
        return stores.activity();
    }
}

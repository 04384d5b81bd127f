// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.connection;

import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.ConnectionStoreContract;
import dev.sallyport.redis.OneRedis;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisConnectionStoreTest extends ConnectionStoreContract {

    @RegisterExtension
    private static final OneRedis REDIS = new OneRedis();

    @Override
    protected ConnectionStore store() {
        return REDIS.stores().connections();
    }
}

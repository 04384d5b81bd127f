// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.integration;

import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.integration.IntegrationStoreContract;
import dev.sallyport.redis.OneRedis;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisIntegrationStoreTest extends IntegrationStoreContract {

    @RegisterExtension
    private static final OneRedis REDIS = new OneRedis();

    @Override
    protected IntegrationStore store() {
        return REDIS.stores().integrations();
    }
}

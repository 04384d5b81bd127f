// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.access;

import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.access.ApiKeyStoreContract;
import dev.sallyport.redis.OneRedis;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisApiKeyStoreTest extends ApiKeyStoreContract {

    @RegisterExtension
    private static final OneRedis REDIS = new OneRedis();

    @Override
    protected ApiKeyStore store() {
        return REDIS.stores().apiKeys();
    }
}

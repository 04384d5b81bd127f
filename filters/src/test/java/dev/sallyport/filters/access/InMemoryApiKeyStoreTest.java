// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

class InMemoryApiKeyStoreTest extends ApiKeyStoreContract {

    private final ApiKeyStore store = new InMemoryApiKeyStore();

    @Override
    protected ApiKeyStore store() {
        return store;
    }
}

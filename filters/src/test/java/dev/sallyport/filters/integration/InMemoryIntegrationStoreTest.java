// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.integration;

class InMemoryIntegrationStoreTest extends IntegrationStoreContract {

    private final IntegrationStore store = new InMemoryIntegrationStore();

    @Override
    protected IntegrationStore store() {
        return store;
    }
}

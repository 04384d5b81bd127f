// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.connection;

class InMemoryConnectionStoreTest extends ConnectionStoreContract {

    private final ConnectionStore store = new InMemoryConnectionStore();

    @Override
    protected ConnectionStore store() {
        return store;
    }
}

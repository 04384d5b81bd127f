// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

class InMemorySigningKeysTest extends SigningKeysContract {

    private final SigningKeys keys = new InMemorySigningKeys();

    @Override
    protected SigningKeys keys() {
        return keys;
    }
}

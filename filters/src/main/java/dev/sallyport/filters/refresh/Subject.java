// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.integration.Integration;

/** Whose credential is renewed, and with what. */
public record Subject(Integration integration, Provider provider, Connection connection) {

    ConnectionKey key() {
        return connection.key();
    }

    Subject at(Connection newer) {
        return new Subject(integration, provider, newer);
    }
}

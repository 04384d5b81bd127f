// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import java.time.Instant;

/**
 * An API key as the gateway knows it: everything but the key itself.
 *
 * @param id public identifier, for listing and revoking
 * @param name label given by its creator
 * @param environment the tenant it belongs to
 * @param integrations integrations it may see, by unique key
 * @param connections connections it may see, by connection id
 */
public record ApiKey(
        String id,
        String name,
        String environment,
        Scopes scopes,
        AllowList integrations,
        AllowList connections,
        Instant createdAt) {}

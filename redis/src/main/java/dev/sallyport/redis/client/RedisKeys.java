// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.connection.ConnectionKey;

/**
 * Every key in Redis. None expires: they hold the truth, not a cache. The part in braces is the hash tag, so all keys that one
 * script touches are on one node of a cluster. Names of tenants, integrations and connections are escaped, so no two
 * things share a key.
 *
 * <pre>
 * key                                                  type    owner        content
 * sallyport:{keys}:key:[hash]                          hash    access       one API key, by SHA-256 in hex
 * sallyport:{keys}:ids:[env]                           hash    access       key id to hash
 * sallyport:{env}:integration:[key]                    hash    integration  clear fields, sealed, generation
 * sallyport:{env}:integrations                         zset    integration  index by key, score 0
 * sallyport:{env}:connection:[integration]:[id]        hash    connection   clear fields, sealed, generation, id
 * sallyport:{env}:connections                          zset    connection   index of all by number
 * sallyport:{env}:connections-of:[integration]         zset    connection   index of an integration's by number
 * sallyport:{env}:connection-number                    string  connection   last number given
 * sallyport:{environments}                             set     seal         environments that hold sealed rows
 * </pre>
 *
 * API keys are together under one tag because a caller's environment is not known before its key is found.
 * The channel {@link #INVALIDATIONS} carries the names of changed things to the caches of all replicas.
 */
public final class RedisKeys {

    public static final String INVALIDATIONS = "sallyport:invalidations";

    public static final String ENVIRONMENTS = "sallyport:{environments}";

    private RedisKeys() {}

    public static String apiKey(KeyHash hash) {
        return "sallyport:{keys}:key:" + hash.hex();
    }

    public static String apiKeyIds(String environment) {
        return "sallyport:{keys}:ids:" + Names.escape(environment);
    }

    public static String integration(String environment, String uniqueKey) {
        return tenant(environment) + "integration:" + Names.escape(uniqueKey);
    }

    public static String integrations(String environment) {
        return tenant(environment) + "integrations";
    }

    public static String connection(ConnectionKey key) {
        return tenant(key.environment()) + "connection:" + Names.join(key.integration(), key.connectionId());
    }

    public static String connections(String environment) {
        return tenant(environment) + "connections";
    }

    public static String connectionsOf(String environment, String integration) {
        return tenant(environment) + "connections-of:" + Names.escape(integration);
    }

    public static String connectionNumber(String environment) {
        return tenant(environment) + "connection-number";
    }

    private static String tenant(String environment) {
        if (environment.isEmpty()) {
            // An empty hash tag is none: the keys would scatter over the cluster.
            throw new IllegalArgumentException("environment: empty (expected: a name)");
        }
        return "sallyport:{" + Names.escape(environment) + "}:";
    }
}

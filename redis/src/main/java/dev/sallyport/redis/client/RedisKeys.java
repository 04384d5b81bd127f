// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.connection.ConnectionKey;
import java.util.List;

/**
 * Every key in Redis. Those without a time to live hold the truth, not a cache. The part in braces is the hash tag, so all keys that one
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
 * sallyport:{env}:refresh-lease:[integration]:[id]     string  refresh      its holder's token; expires with the lease, 30 s;
 *                                                                           without names that of the search for idle
 *                                                                           connections, which lasts for its interval
 * sallyport:{env}:refresh-journal:[integration]:[id]   stream  refresh      grants not stored yet, sealed; removed one by one,
 *                                                                           expires 30 days after the last
 * sallyport:{env}:refresh-setback:[integration]:[id]   hash    refresh      why it is not renewed: id, sealed; removed by a
 *                                                                           success, expires 30 days after the last failure
 * sallyport:{env}:broken                               zset    refresh      connections whose setback is a refusal, by when it
 *                                                                           expires, in ms; expires with the last of them
 * sallyport:{env}:outbox                               zset    event        deliveries of events by when they are due, in ms;
 *                                                                           10,000 at most, expires 2 days after the last
 * sallyport:{env}:deliveries                           hash    event        the same by id, sealed; expires likewise
 * sallyport:{env}:signing-key                          hash    event        what events are signed with, sealed
 * sallyport:{environments}                             set     seal         environments that hold sealed rows
 * </pre>
 *
 * What follows expires: limits are learned again, a connect session's link ends, authorizations are begun anew.
 *
 * <pre>
 * key                                                  type    owner        content                            expires after
 * sallyport:{quota:[digest]}:state                     hash    quota        state of a bucket, what each       a window past its reset or
 *                                                                           replica reports of it              block, 1 min to 25 h
 * sallyport:{quota:[digest]}:used                      hash    quota        permits by connection              the same
 * sallyport:{quota:[digest]}:used-before               hash    quota        the same of the last period        the same
 * sallyport:{quota:[digest]}:log                       list    quota        permits by moment                  the same
 * sallyport:{env}:quotas                               zset    quota        digests of live buckets, by when   25 h
 *                                                                           they are no longer
 * sallyport:{session:[digest]}                         string  session      a connect session, sealed          30 min
 * sallyport:{replicas}                                 zset    quota        replicas by when last alive        6 s
 * sallyport:{probe:[digest]}                           string  breaker      probes of a host                   probe interval
 * sallyport:{authorize:[digest]}                       hash    authorize    an authorization whose browser is  authorize.state-ttl
 *                                                                           at the provider: digest of its
 *                                                                           cookie, sealed; removed when it is
 *                                                                           back
 * </pre>
 *
 * What is kept of calls. Each key expires when nothing was added for activity.max-age and up to a quarter more.
 *
 * <pre>
 * key                                                  type    owner        content
 * sallyport:{env}:activity                             stream  activity     summaries of calls, by when they ended; capped by
 *                                                                           number and age
 * sallyport:{env}:activity-details                     stream  activity     the rest of each, deflated, under the same id
 * sallyport:{env}:activity-list:[kind]:[name]          stream  activity     ids of those that have something in common, and
 *                                                                           either n and f, how many and how many failed
 *                                                                           up to there, or m, which of many names
 * </pre>
 *
 * API keys are together under one tag because a caller's environment is not known before its key is found.
 * The channel {@link #INVALIDATIONS} carries the names of changed things to the caches of all replicas, {@link #QUOTA_NOTICES}
 * news of buckets, {@link #REFRESHES} the names of connections whose refresh ended to those who wait for it. Digests are
 * SHA-256 of names that callers can make as long and as strange as they like, and of tokens, which are not kept.
 */
public final class RedisKeys {

    public static final String INVALIDATIONS = "sallyport:invalidations";

    public static final String QUOTA_NOTICES = "sallyport:quota-notices";

    public static final String REPLICAS = "sallyport:{replicas}";

    public static final String REFRESHES = "sallyport:refreshes";

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
        return ofConnection("connection", key);
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

    /** State, permits by connection, the same of the last period, and log of a bucket. */
    public static List<String> quota(String digest) {
        String bucket = "sallyport:{quota:" + digest + "}:";
        return List.of(bucket + "state", bucket + "used", bucket + "used-before", bucket + "log");
    }

    public static String quotas(String environment) {
        return tenant(environment) + "quotas";
    }

    public static String probes(String digest) {
        return "sallyport:{probe:" + digest + "}";
    }

    /** By the SHA-256 of its token: whose it is, is not known before it is found. */
    public static String connectSession(String digest) {
        return "sallyport:{session:" + digest + "}";
    }

    public static String authorization(String digest) {
        return "sallyport:{authorize:" + digest + "}";
    }

    public static String refreshLease(ConnectionKey key) {
        return ofConnection("refresh-lease", key);
    }

    public static String refreshJournal(ConnectionKey key) {
        return ofConnection("refresh-journal", key);
    }

    public static String refreshSetback(ConnectionKey key) {
        return ofConnection("refresh-setback", key);
    }

    public static String broken(String environment) {
        return tenant(environment) + "broken";
    }

    public static String outbox(String environment) {
        return tenant(environment) + "outbox";
    }

    public static String deliveries(String environment) {
        return tenant(environment) + "deliveries";
    }

    public static String signingKey(String environment) {
        return tenant(environment) + "signing-key";
    }

    public static String activity(String environment) {
        return tenant(environment) + "activity";
    }

    public static String activityDetails(String environment) {
        return tenant(environment) + "activity-details";
    }

    public static String activityList(String environment, String kind, String name) {
        return tenant(environment) + "activity-list:" + Names.join(kind, name);
    }

    /** How indexes of an environment name a connection. */
    public static String member(ConnectionKey key) {
        return Names.join(key.integration(), key.connectionId());
    }

    private static String ofConnection(String kind, ConnectionKey key) {
        return tenant(key.environment()) + kind + ":" + member(key);
    }

    private static String tenant(String environment) {
        if (environment.isEmpty()) {
            // An empty hash tag is none: the keys would scatter over the cluster.
            throw new IllegalArgumentException("environment: empty (expected: a name)");
        }
        return "sallyport:{" + Names.escape(environment) + "}:";
    }
}

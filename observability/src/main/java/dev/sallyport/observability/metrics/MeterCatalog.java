// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

/** Every meter of the gateway's own, with its tags. {@code docs/metrics.md} is checked against it. */
public enum MeterCatalog {
    CALLS(
            "sallyport.calls",
            "timer",
            "environment, integration, provider, method, status, error, outcome",
            "calls, from the caller's head to the last byte of the answer"),
    CALLS_ACTIVE("sallyport.calls.active", "gauge", "", "calls in progress"),
    REQUEST_SIZE(
            "sallyport.request.size",
            "summary of bytes",
            "environment, provider",
            "body bytes sent to the upstream by the last attempt"),
    RESPONSE_SIZE(
            "sallyport.response.size", "summary of bytes", "environment, provider", "body bytes relayed to the caller"),
    ATTEMPTS(
            "sallyport.attempts",
            "timer",
            "provider, method, status, error",
            "sends to an upstream, until its response head or failure"),
    HOST_ATTEMPTS("sallyport.host.attempts", "timer", "host, status", "the same by the host they were sent to"),
    RETRIES(
            "sallyport.retries",
            "counter",
            "provider, reason, outcome",
            "decisions whether to repeat a call that may be, after an attempt that did not succeed"),
    WAITS(
            "sallyport.waits",
            "timer",
            "provider, kind",
            "waits of calls for quota, for a credential and between attempts"),
    REFRESHES(
            "sallyport.refreshes",
            "timer",
            "provider, outcome",
            "refreshes of credentials, the wait for another replica's included"),
    REFRESHES_ACTIVE("sallyport.refreshes.active", "gauge", "", "refreshes in work"),
    CONNECTIONS_BROKEN(
            "sallyport.connections.broken",
            "counter",
            "provider, reason",
            "connections whose credential the provider refused to renew for good"),
    CONNECTIONS_RECOVERED(
            "sallyport.connections.recovered",
            "counter",
            "provider",
            "broken connections that have a good credential again"),
    CONNECTIONS_BROKEN_NOW(
            "sallyport.connections.broken.now",
            "gauge",
            "environment",
            "connections that are broken now, as all replicas know them"),
    QUOTA_BUCKETS("sallyport.quota.buckets", "gauge", "", "buckets that this replica knows"),
    QUOTA_WAITING("sallyport.quota.waiting", "gauge", "", "calls of this replica that wait for quota"),
    QUOTA_BLOCKED("sallyport.quota.blocked", "gauge", "", "buckets whose provider may not be called now"),
    QUOTA_DECISIONS(
            "sallyport.quota.decisions",
            "counter",
            "outcome",
            "calls that quota held or refused; in mode `observe`, that it would have"),
    QUOTA_LOCAL(
            "sallyport.quota.local",
            "gauge",
            "",
            "1 while the shared ledger is away and this replica counts on its own, else 0"),
    BREAKERS_TRIPPED("sallyport.breakers.tripped", "gauge", "", "provider hosts whose breaker is not closed"),
    BREAKER_STATE(
            "sallyport.breaker.state",
            "gauge",
            "host, state",
            "1 for each provider host whose breaker is not closed, 200 of them at most"),
    BREAKER_OPENED(
            "sallyport.breaker.opened",
            "counter",
            "",
            "times that a breaker opened, again after failed probes included"),
    BREAKER_REFUSED("sallyport.breaker.refused", "counter", "", "attempts refused by an open breaker"),
    OVERLOAD_ACTIVE(
            "sallyport.overload.active", "gauge", "", "calls in flight, as the limit of the replica counts them"),
    OVERLOAD_LIMIT("sallyport.overload.limit", "gauge", "", "calls in flight beyond which the replica refuses more"),
    OVERLOAD_REFUSED("sallyport.overload.refused", "counter", "reason", "calls answered `overloaded`"),
    REPLAY_BYTES("sallyport.replay.bytes", "gauge of bytes", "", "request bodies held in memory to be sent again"),
    CACHE_LOOKUPS(
            "sallyport.cache.lookups",
            "counter",
            "cache, result",
            "lookups of keys, integrations and connections in this replica's memory"),
    CACHE_STALE(
            "sallyport.cache.stale",
            "counter",
            "cache",
            "lookups answered with what was known because the store was away"),
    CACHE_ENTRIES("sallyport.cache.entries", "gauge", "cache", "what this replica remembers"),
    UPSTREAM_HOSTS("sallyport.upstream.hosts", "gauge", "", "provider hosts that this replica has connections for"),
    UPSTREAM_CONNECTIONS(
            "sallyport.upstream.connections",
            "gauge",
            "host, state",
            "connections to a provider host; the 20 busiest hosts, and the rest together"),
    UPSTREAM_PENDING("sallyport.upstream.pending", "gauge", "host", "calls that wait for such a connection"),
    REDIS_COMMANDS(
            "sallyport.redis.commands",
            "timer",
            "command",
            "commands to Redis, until the whole answer; those without an answer are not among them"),
    EVENT_LOOP_LAG(
            "sallyport.eventloop.lag",
            "timer",
            "",
            "how late an event loop was for a task, asked of each of them once a second"),
    EVENT_DELIVERIES(
            "sallyport.event.deliveries",
            "counter",
            "outcome",
            "deliveries of connections' events to a receiver, by what became of them in the end"),
    EVENT_RETRIES("sallyport.event.retries", "counter", "", "deliveries put off because they could not be made"),
    ACTIVITY_RECORDS("sallyport.activity.records", "counter", "", "records of calls that were stored"),
    ACTIVITY_DROPPED("sallyport.activity.dropped", "counter", "reason", "records of calls that were lost"),
    ACTIVITY_BUFFERED("sallyport.activity.buffered", "gauge", "", "calls whose records are still to be stored"),
    SPANS_DROPPED(
            "sallyport.spans.dropped",
            "counter",
            "reason",
            "spans that never reached the collector: `queue_full` or `export_failed`"),
    SPANS_QUEUED("sallyport.spans.queued", "gauge", "", "spans waiting for export"),
    BUILD("sallyport.build", "gauge", "version, java", "always 1: the release that runs"),
    TELEMETRY_FAILURES(
            "sallyport.telemetry.failures",
            "counter",
            "",
            "reports of a call that an adapter failed to take; always a bug");

    private final String meterName;
    private final String type;
    private final String tags;
    private final String description;

    MeterCatalog(String meterName, String type, String tags, String description) {
        this.meterName = meterName;
        this.type = type;
        this.tags = tags;
        this.description = description;
    }

    /** Name in Micrometer's spelling; Prometheus has underscores for dots, and a suffix for the unit. */
    public String meterName() {
        return meterName;
    }

    /** Kind of meter. */
    public String type() {
        return type;
    }

    /** Keys of its tags, with a comma and a space between. */
    public String tags() {
        return tags;
    }

    /** What it measures. */
    public String description() {
        return description;
    }
}

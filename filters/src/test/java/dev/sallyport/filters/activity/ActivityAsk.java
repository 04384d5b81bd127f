// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.access.AllowList;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A query to be narrowed: for everything of an environment. */
public final class ActivityAsk {

    private final String environment;
    private AllowList integrations = AllowList.EVERYTHING;
    private AllowList connections = AllowList.EVERYTHING;
    private ActivityQuery.@Nullable Statuses statuses;
    private @Nullable Boolean failed;
    private @Nullable String integration;
    private @Nullable String connection;
    private @Nullable String provider;
    private @Nullable String method;
    private @Nullable String error;
    private @Nullable String text;
    private @Nullable Instant from;
    private @Nullable Instant to;

    public ActivityAsk(String environment) {
        this.environment = environment;
    }

    public ActivityAsk see(AllowList itsIntegrations, AllowList itsConnections) {
        integrations = itsIntegrations;
        connections = itsConnections;
        return this;
    }

    public ActivityAsk statuses(int first, int last) {
        statuses = new ActivityQuery.Statuses(first, last);
        return this;
    }

    public ActivityAsk failed(boolean wanted) {
        failed = wanted;
        return this;
    }

    public ActivityAsk integration(String name) {
        integration = name;
        return this;
    }

    public ActivityAsk connection(String id) {
        connection = id;
        return this;
    }

    public ActivityAsk provider(String name) {
        provider = name;
        return this;
    }

    public ActivityAsk method(String name) {
        method = name;
        return this;
    }

    public ActivityAsk error(String code) {
        error = code;
        return this;
    }

    public ActivityAsk text(String part) {
        text = part;
        return this;
    }

    public ActivityAsk between(Instant first, Instant end) {
        from = first;
        to = end;
        return this;
    }

    public ActivityQuery query() {
        return new ActivityQuery(
                environment,
                integrations,
                connections,
                statuses,
                failed,
                integration,
                connection,
                provider,
                method,
                error,
                text,
                from,
                to);
    }
}

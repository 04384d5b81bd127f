// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.quota;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static java.util.Comparator.comparing;
import static org.springframework.http.HttpMethod.GET;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Names;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The endpoint {@code /api/quota}: the buckets of an environment, as all replicas see them together. */
public final class Quotas {

    private static final Operation LIST = narrowed(needing("quota:read"));
    private static final Operation WATCH = narrowed(needing("activity:read"));

    /** Bounds the answer; whoever has more asks by integration or connection. */
    private static final int MOST = 10_000;

    /** Shared buckets come before those of connections. */
    private static final Comparator<BucketView> ORDER = comparing(
                    (BucketView view) -> view.key().integration())
            .thenComparing(view ->
                    view.key().isShared() ? "" : String.valueOf(view.key().connection()))
            .thenComparing(view -> view.key().name());

    private final Guard guard;
    private final Function<String, Flux<BucketView>> live;

    /** @param live the buckets of an environment */
    public Quotas(Guard guard, Function<String, Flux<BucketView>> live) {
        this.guard = guard;
        this.live = live;
    }

    public List<Endpoint> endpoints() {
        return List.of(guard.endpoint(GET, "/api/quota", LIST, this::list));
    }

    /** The same for the activity page, on its port and by its scope. */
    public Endpoint watching(String path) {
        return guard.endpoint(GET, path, WATCH, this::list);
    }

    private static Operation narrowed(Operation operation) {
        return operation.query(
                Field.optional("integration", Names.INTEGRATION), Field.optional("connection", Names.CONNECTION));
    }

    private Mono<Answer> list(Call call) {
        String integration = call.query().textOrNull("integration");
        String connection = call.query().textOrNull("connection");
        return live.apply(call.environment())
                .filter(view -> isVisible(call.caller(), view.key()))
                .filter(view -> isNullOrEqual(integration, view.key().integration())
                        && isNullOrEqual(connection, view.key().connection()))
                .collectSortedList(ORDER)
                .map(Quotas::write);
    }

    /**
     * A shared bucket tells how busy all connections of the integration are, so a key that may see only some of them does not
     * see it.
     */
    private static boolean isVisible(ApiKey caller, BucketKey key) {
        String connection = key.connection();
        boolean allowed = connection == null
                ? caller.connections().names() == null
                : caller.connections().allows(connection);
        return allowed && caller.integrations().allows(key.integration());
    }

    private static boolean isNullOrEqual(@Nullable String wanted, @Nullable String held) {
        return wanted == null || wanted.equals(held);
    }

    private static Answer write(List<BucketView> views) {
        return Answer.ok(
                Map.of("data", views.stream().limit(MOST).map(BucketJson::write).toList()));
    }
}

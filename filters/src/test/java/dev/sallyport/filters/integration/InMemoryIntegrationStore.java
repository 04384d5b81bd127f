// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.integration;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Integrations in a map, for tests. */
public final class InMemoryIntegrationStore implements IntegrationStore {

    private final Map<Name, Integration> integrations = new ConcurrentHashMap<>();

    @Override
    public Mono<Integration> find(String environment, String uniqueKey) {
        return Mono.fromSupplier(() -> integrations.get(new Name(environment, uniqueKey)));
    }

    @Override
    public Flux<Integration> list(String environment) {
        return Flux.defer(() -> Flux.fromStream(integrations.values().stream()
                .filter(integration -> integration.environment().equals(environment))
                .sorted(Comparator.comparing(Integration::uniqueKey))));
    }

    @Override
    public Mono<Integration> create(Integration integration) {
        Integration first = stored(integration, 1, integration.createdAt());
        return Mono.fromSupplier(() -> integrations.putIfAbsent(Name.of(integration), first) == null ? first : null);
    }

    @Override
    public Mono<Integration> replace(Integration integration) {
        return Mono.fromSupplier(() -> {
            AtomicReference<Integration> replaced = new AtomicReference<>();
            integrations.computeIfPresent(Name.of(integration), (name, current) -> {
                if (current.generation() != integration.generation()) {
                    return current;
                }
                replaced.set(stored(integration, current.generation() + 1, current.createdAt()));
                return replaced.get();
            });
            return replaced.get();
        });
    }

    @Override
    public Mono<Boolean> delete(String environment, String uniqueKey) {
        return Mono.fromSupplier(() -> integrations.remove(new Name(environment, uniqueKey)) != null);
    }

    private static Integration stored(Integration written, long generation, Instant createdAt) {
        return new Integration(
                written.environment(),
                written.uniqueKey(),
                written.provider(),
                written.displayName(),
                written.credentials(),
                written.forwardWebhooks(),
                written.integrationConfig(),
                written.custom(),
                written.gateway(),
                generation,
                createdAt,
                written.updatedAt());
    }

    private record Name(String environment, String uniqueKey) {

        static Name of(Integration integration) {
            return new Name(integration.environment(), integration.uniqueKey());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import com.github.benmanes.caffeine.cache.Cache;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.filters.telemetry.SecretValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must not be seen in the records of a connection's calls. Looked for in every text, so it is prepared once for each
 * connection and kept for those in use, as long as their plans.
 */
public final class ConnectionSecrets {

    /** Each is some kilobytes: every secret in every spelling. */
    private static final int MOST = 1000;

    private final Cache<ConnectionPlan, Redaction> known =
            PathCache.newBuilder().weakKeys().maximumSize(MOST).build();

    /** What masks the secrets of this call's connection, those of a credential that was replaced meanwhile included. */
    Redaction of(EndedCall call) {
        ConnectionPlan plan = call.plan();
        if (plan == null) {
            return Redaction.BY_SHAPE;
        }
        Redaction redaction = Objects.requireNonNull(
                known.get(plan, made -> Redaction.of(secrets(made).toList())));
        return isReplaced(call, plan)
                ? redaction.and(
                        secrets(Objects.requireNonNull(call.firstPlan())).toList())
                : redaction;
    }

    @SuppressWarnings("ReferenceEquality") // one plan for as long as nothing of it changes
    private static boolean isReplaced(EndedCall call, ConnectionPlan plan) {
        return call.firstPlan() != plan;
    }

    private static Stream<SecretText> secrets(ConnectionPlan plan) {
        return Stream.concat(
                ofConnection(plan.connection(), plan.provider()).stream(),
                ofIntegration(plan.integration(), plan.provider()).stream());
    }

    /**
     * Those that the connection holds.
     *
     * @param provider says which fields are secret; null when the catalogue has none of its name, and the fields' names do
     */
    public static List<SecretText> ofConnection(Connection connection, @Nullable Provider provider) {
        List<SecretText> values =
                SecretValues.ofCredential(connection.credential().fields());
        values.addAll(SecretValues.ofConfig(
                connection.connectionConfig(), provider == null ? Map.of() : provider.connectionConfig()));
        String header = connection.credential().authorization();
        if (header != null) {
            values.add(SecretText.of(header.substring(header.indexOf(' ') + 1)));
        }
        return values;
    }

    /** Those that its integration holds; likewise. */
    public static List<SecretText> ofIntegration(Integration integration, @Nullable Provider provider) {
        Map<String, FieldRule> rules = provider == null ? Map.of() : provider.integrationConfig();
        List<SecretText> values = SecretValues.ofConfig(integration.integrationConfig(), rules);
        values.addAll(SecretValues.ofConfig(integration.custom(), rules));
        if (integration.credentials() != null) {
            values.addAll(SecretValues.ofCredential(integration.credentials().fields()));
        }
        return values;
    }
}

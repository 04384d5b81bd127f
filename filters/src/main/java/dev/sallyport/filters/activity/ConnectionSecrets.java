// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import com.github.benmanes.caffeine.cache.Cache;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.filters.telemetry.SecretValues;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What must not be seen in the records of a connection's calls. Looked for in every text, so it is prepared once for each
 * connection and kept for those in use, as long as their plans.
 */
final class ConnectionSecrets {

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
        return Stream.of(ofCredential(plan.connection()), ofConfig(plan), ofIntegration(plan.integration()))
                .flatMap(List::stream);
    }

    private static List<SecretText> ofCredential(Connection connection) {
        List<SecretText> values =
                SecretValues.ofCredential(connection.credential().fields());
        String header = connection.credential().authorization();
        if (header != null) {
            values.add(SecretText.of(header.substring(header.indexOf(' ') + 1)));
        }
        return values;
    }

    private static List<SecretText> ofConfig(ConnectionPlan plan) {
        List<SecretText> values = SecretValues.ofConfig(
                plan.connection().connectionConfig(), plan.provider().connectionConfig());
        values.addAll(SecretValues.ofConfig(
                plan.integration().integrationConfig(), plan.provider().integrationConfig()));
        values.addAll(SecretValues.ofConfig(
                plan.integration().custom(), plan.provider().integrationConfig()));
        return values;
    }

    private static List<SecretText> ofIntegration(Integration integration) {
        return integration.credentials() == null
                ? List.of()
                : SecretValues.ofCredential(integration.credentials().fields());
    }
}

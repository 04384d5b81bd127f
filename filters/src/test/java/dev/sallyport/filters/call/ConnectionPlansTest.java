// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.testing.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionPlansTest {

    private final ConnectionPlans plans = new ConnectionPlans(
            new Catalog(Map.of("acme", Samples.provider(Samples.rules("https://api.acme.example")))));
    private final Integration integration = Samples.integration();
    private final Connection connection = Samples.connection(Samples.API_KEY);

    @Test
    void aPlanIsMadeOnceForAConnection() {
        ConnectionPlan first = plans.planFor(integration, connection);

        assertThat(plans.planFor(integration, connection)).isSameAs(first);
        assertThat(first.connection()).isSameAs(connection);
        assertThat(first.provider().name()).isEqualTo("acme");
    }

    @Test
    void anEqualConnectionReadAnewGetsANewPlan() {
        ConnectionPlan first = plans.planFor(integration, connection);
        Connection reread = Samples.connection(Samples.API_KEY);

        assertThat(reread).isEqualTo(connection);
        assertThat(plans.planFor(integration, reread)).isNotSameAs(first);
    }

    @Test
    void aChangedIntegrationMakesANewPlan() {
        plans.planFor(integration, connection);
        Integration changed = Samples.integration(Samples.options(List.of("other.example"), true));

        assertThat(plans.planFor(changed, connection).integration()).isSameAs(changed);
        assertThat(plans.planFor(changed, connection)).isSameAs(plans.planFor(changed, connection));
    }

    @Test
    void aProviderThatLeftTheCatalogueIsSaid() {
        ConnectionPlans empty = new ConnectionPlans(new Catalog(Map.of()));

        assertThatThrownBy(() -> empty.planFor(integration, connection))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_PROVIDER))
                .hasMessageContaining("acme");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.AwsCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.testing.Samples;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionPlansTest {

    private final ConnectionPlans plans = new ConnectionPlans(
            new Catalog(Map.of("acme", Samples.provider(Samples.rules("https://api.acme.example")))), Samples.SIGNING);
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
    void aConnectionToAwsMayNameItsHostInWhole() {
        AwsCredential.Keys keys = new AwsCredential.Keys(SecretText.of("id"), SecretText.of("secret"), null, null);
        AwsCredential aws = new AwsCredential(new AwsCredential.Scope("eu-west-1", "s3"), null, keys, SecretMap.EMPTY);
        Map<String, Object> own = Map.of("base_url", "https://bucket.s3.eu-west-1.amazonaws.com/x");

        assertThat(baseUrl(Samples.connection(aws, own, Map.of())))
                .isEqualTo("https://bucket.s3.eu-west-1.amazonaws.com/x");
        assertThat(baseUrl(Samples.connection(aws, Map.of("base_url", " "), Map.of())))
                .isEqualTo("https://api.acme.example");
        assertThat(baseUrl(Samples.connection(Samples.API_KEY, own, Map.of()))).isEqualTo("https://api.acme.example");
    }

    private String baseUrl(Connection each) {
        UpstreamTargets targets = new UpstreamTargets(
                new EgressSettings(List.of(), false, EgressSettings.OverrideMode.BOUND, null, Set.of()),
                new HostBinding(EgressSettings.OverrideMode.BOUND),
                "agent");
        UpstreamRequest request =
                targets.requestOf(plans.make(integration, each), "GET", null, "", new DefaultHttpHeaders());
        return request.origin() + (request.target().equals("/") ? "" : request.target());
    }

    @Test
    void aProviderThatLeftTheCatalogueIsSaid() {
        ConnectionPlans empty = new ConnectionPlans(new Catalog(Map.of()), Samples.SIGNING);

        assertThatThrownBy(() -> empty.planFor(integration, connection))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_PROVIDER))
                .hasMessageContaining("acme");
    }
}

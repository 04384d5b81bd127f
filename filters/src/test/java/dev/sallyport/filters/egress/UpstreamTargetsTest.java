// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ConnectionPlans;
import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.testing.Samples;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamTargetsTest {

    /** Columns: provider's base, integration's allowed host, mode, override, origin that is called or code of refusal. */
    @ParameterizedTest
    @CsvSource({
        "https://api.acme.com, '', BOUND, https://api.acme.com, https://api.acme.com",
        "https://api.acme.com, '', BOUND, https://eu.acme.com, https://eu.acme.com",
        "https://api.acme.com, '', BOUND, https://evil.com, base_url_override_not_allowed",
        "https://api.acme.com, '', BOUND, https://acme.com.evil.com, base_url_override_not_allowed",
        "https://api.acme.com, '', BOUND, https://api.acme.com@evil.com, base_url_override_not_allowed",
        "https://api.acme.com, '', BOUND, https://evil.com#.acme.com, base_url_override_not_allowed",
        "https://api.acme.com, '', BOUND, http://api.acme.com, base_url_override_not_allowed",
        "https://api.acme.com, '', BOUND, ftp://api.acme.com, base_url_override_not_allowed",
        "https://api.acme.com, other.net, BOUND, https://other.net, https://other.net",
        "https://api.acme.com, *.other.net, BOUND, https://a.other.net, https://a.other.net",
        "https://api.acme.com, other.net, BOUND, https://a.other.net, base_url_override_not_allowed",
        "https://api.acme.com, '', ANY_PUBLIC, https://evil.com, https://evil.com",
        "https://api.acme.com, '', OFF, https://api.acme.com, base_url_override_disabled",
        "'', '', BOUND, https://anywhere.net, https://anywhere.net",
        "'', '', OFF, https://anywhere.net, base_url_override_disabled",
        "https://${connectionConfig.missing}.acme.com, '', BOUND, https://x.acme.com, base_url_override_not_allowed"
    })
    void anOverrideGoesWhereTheCredentialMayGo(
            String base, String allowed, EgressSettings.OverrideMode mode, String override, String expected) {
        GatewayOptions options = Samples.options(allowed.isEmpty() ? List.of() : List.of(allowed), false);
        ConnectionPlan plan = plan("acme", base, options);

        assertThat(outcome(targets(mode, false), plan, override)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, base_url_override_not_allowed",
        "true, false, http://api.acme.com",
        "false, true, http://api.acme.com"
    })
    void plainHttpIsForWhoeverAllowsIt(boolean everywhere, boolean here, String expected) {
        ConnectionPlan plan = plan("acme", "http://api.acme.com", Samples.options(List.of(), here));
        UpstreamTargets targets = targets(EgressSettings.OverrideMode.BOUND, everywhere);

        assertThat(outcome(targets, plan, null)).isEqualTo(expected);
    }

    @Test
    void privateApisHaveNoFixedHost() {
        assertThat(UpstreamTargets.providerHost(plan("private-api-x", "https://a.example", GatewayOptions.DEFAULTS)))
                .isNull();
        assertThat(UpstreamTargets.providerHost(plan("acme", "https://a.example", GatewayOptions.DEFAULTS)))
                .isEqualTo("a.example");
        assertThat(UpstreamTargets.providerHost(
                        plan("acme", "https://${connectionConfig.x}.example", GatewayOptions.DEFAULTS)))
                .isEmpty();
    }

    @Test
    void theGatewaysOwnRequestIsJoinedAndNamed() {
        HttpHeaders headers = new DefaultHttpHeaders().set("user-agent", "other");
        UpstreamRequest request = targets(EgressSettings.OverrideMode.OFF, false)
                .requestOf(
                        plan("acme", "https://api.acme.com/v1", GatewayOptions.DEFAULTS),
                        "GET",
                        null,
                        "/me?a=b",
                        headers);

        assertThat(request.target()).isEqualTo("/v1/me?a=b");
        assertThat(request.headers().get("user-agent")).isEqualTo("Sallyport/1");
    }

    @Test
    void aVerificationsOwnBaseUrlIsReadAsStrictly() {
        ConnectionPlan plan = plan("acme", "https://api.acme.com", GatewayOptions.DEFAULTS);

        assertThatThrownBy(() -> targets(EgressSettings.OverrideMode.BOUND, false)
                        .requestOf(plan, "GET", "https://a@b", "/", new DefaultHttpHeaders()))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BASE_URL_OVERRIDE_NOT_ALLOWED));
    }

    private static String outcome(UpstreamTargets targets, ConnectionPlan plan, @Nullable String override) {
        try {
            return targets.baseOf(plan, override).origin().toString();
        } catch (GatewayException refused) {
            return refused.code().wireName();
        }
    }

    private static UpstreamTargets targets(EgressSettings.OverrideMode mode, boolean allowHttp) {
        EgressSettings settings = new EgressSettings(List.of(), allowHttp, mode, null, Set.of());
        return new UpstreamTargets(settings, new HostBinding(mode), "Sallyport/1");
    }

    private static ConnectionPlan plan(String provider, String baseUrl, GatewayOptions options) {
        Provider known = Samples.provider(provider, Samples.rules(baseUrl));
        return new ConnectionPlans(new Catalog(Map.of("acme", known)), Samples.SIGNING)
                .make(Samples.integration(options), Samples.connection(Samples.API_KEY));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.access.AuthenticateCaller;
import dev.sallyport.filters.access.CallerAuthentication;
import dev.sallyport.filters.activity.ActivitySettings;
import dev.sallyport.filters.activity.CallRecords;
import dev.sallyport.filters.call.ConnectionPlans;
import dev.sallyport.filters.call.RecordActivity;
import dev.sallyport.filters.call.ResolveConnection;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.CredentialVerifier;
import dev.sallyport.filters.egress.BindUpstream;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.FollowRedirects;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.RewriteBaseUrl;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.injection.HeldBodies;
import dev.sallyport.filters.injection.InjectCredentials;
import dev.sallyport.filters.injection.ProviderVerification;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.signing.SigningPlans;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.upstream.GuardDeadline;
import dev.sallyport.filters.upstream.RelayResponse;
import dev.sallyport.filters.upstream.SendUpstream;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamProbe;
import dev.sallyport.gateway.settings.SallyportSettings;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** The filters of the route in {@code application.yml}, in its order. */
@Configuration(proxyBeanMethods = false)
public class ProxyConfiguration {

    @Bean
    AuthenticateCaller authenticateCaller(CallerAuthentication authentication) {
        return new AuthenticateCaller(authentication);
    }

    @Bean
    RecordActivity recordActivity(CallTelemetry telemetry, CallRecords records) {
        return new RecordActivity(telemetry, records);
    }

    @Bean
    ConnectionPlans connectionPlans(Catalog catalog, Clock clock) {
        // A nonce only has to be unique, and SecureRandom reads a file, which an event loop must not.
        return new ConnectionPlans(
                catalog,
                new SigningPlans(clock, () -> ThreadLocalRandom.current().nextLong()));
    }

    @Bean
    ResolveConnection resolveConnection(
            IntegrationStore integrations, ConnectionStore connections, ConnectionPlans plans) {
        return new ResolveConnection(integrations, connections, plans);
    }

    @Bean
    RelayResponse relayResponse(SallyportSettings settings) {
        ActivitySettings activity = settings.activity();
        return new RelayResponse(activity.enabled() ? activity.excerpt() : DataSize.ofBytes(0));
    }

    @Bean
    GuardDeadline guardDeadline(SallyportSettings settings) {
        return new GuardDeadline(settings.totalTimeout(), System::nanoTime);
    }

    @Bean
    EgressSettings egressSettings(SallyportSettings settings, ObjectProvider<OpenedAddress> opened) {
        EgressSettings egress = settings.egress();
        List<String> addresses = Stream.concat(
                        egress.allowAddresses().stream(), opened.orderedStream().map(OpenedAddress::cidr))
                .toList();
        return new EgressSettings(
                addresses,
                egress.allowHttp(),
                egress.baseUrlOverride(),
                egress.trustedCertificates(),
                egress.deniedPorts());
    }

    @Bean
    HostBinding hostBinding(EgressSettings settings) {
        return new HostBinding(settings.baseUrlOverride());
    }

    @Bean
    UpstreamTargets upstreamTargets(EgressSettings settings, HostBinding binding, Version version) {
        return new UpstreamTargets(settings, binding, version.agent());
    }

    @Bean
    BindUpstream bindUpstream(UpstreamTargets targets) {
        return new BindUpstream(targets);
    }

    @Bean
    RewriteBaseUrl rewriteBaseUrl(UpstreamTargets targets) {
        return new RewriteBaseUrl(targets);
    }

    @Bean
    CredentialVerifier credentialVerifier(
            ConnectionPlans plans, UpstreamTargets targets, UpstreamClient client, Clock clock) {
        return new ProviderVerification(plans, targets, new UpstreamProbe(client), clock);
    }

    @Bean
    InjectCredentials injectCredentials(SallyportSettings settings, Clock clock) {
        return new InjectCredentials(new HeldBodies(settings.maxHeldBody()), clock);
    }

    @Bean
    FollowRedirects followRedirects(HostBinding binding) {
        return new FollowRedirects(binding);
    }

    @Bean
    UpstreamClient upstreamClient(SallyportSettings settings, EgressSettings egress) {
        return new UpstreamClient(settings.upstream(), egress);
    }

    @Bean
    SendUpstream sendUpstream(UpstreamClient client) {
        return new SendUpstream(client);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.authorize.AuthorizationSubjects;
import dev.sallyport.filters.authorize.Authorizations;
import dev.sallyport.filters.authorize.AuthorizeSettings;
import dev.sallyport.filters.authorize.AuthorizedConnections;
import dev.sallyport.filters.authorize.FixedStateSigner;
import dev.sallyport.filters.authorize.InMemoryAuthorizationStates;
import dev.sallyport.filters.authorize.PublicUrl;
import dev.sallyport.filters.authorize.flow.AuthorizationTargets;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.gateway.authorize.AuthorizePages;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** The pages that end users authorize connections on, for a plane whose tests are about something else. */
final class LockedPages {

    private LockedPages() {}

    /** Nobody has a session; {@code authorize} has tests of its own. */
    static AuthorizePages of(ControlPlane plane, Catalog catalog, Clock clock) {
        PublicUrl url = PublicUrl.of("https://gateway.example.com");
        AuthorizationSubjects subjects = new AuthorizationSubjects(
                _ -> Mono.empty(),
                plane.integrations,
                plane.connections,
                catalog,
                new AuthorizationTargets(new UpstreamTargets(
                        new EgressSettings(List.of(), false, EgressSettings.OverrideMode.BOUND, null, Set.of()),
                        new HostBinding(EgressSettings.OverrideMode.BOUND),
                        "test")),
                List.of(),
                clock,
                () -> 7);
        return new AuthorizePages(
                new Authorizations(
                        subjects,
                        new AuthorizedConnections(
                                plane.connections,
                                (_, _, _) -> Mono.just(plane.verification),
                                plane.tokens.health(),
                                ConnectionEvents.NOOP,
                                clock),
                        new InMemoryAuthorizationStates(clock),
                        new FixedStateSigner("key"),
                        url,
                        new AuthorizeSettings(Duration.ofMinutes(10), Duration.ofSeconds(15)),
                        clock,
                        () -> 7),
                url);
    }
}

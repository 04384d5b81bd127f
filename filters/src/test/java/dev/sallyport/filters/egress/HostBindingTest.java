// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostBindingTest {

    private final HostBinding binding = new HostBinding(EgressSettings.OverrideMode.BOUND);

    @ParameterizedTest
    @CsvSource({
        "api.github.com, api.github.com",
        "uploads.github.com, api.github.com",
        "github.com, api.github.com",
        "a.b.example.co.uk, api.example.co.uk",
        "127.0.0.1, 127.0.0.1",
        "localhost, localhost",
        "mine.github.io, mine.github.io",
        "api.mine.github.io, mine.github.io"
    })
    void bindsTheProvidersRegistrableDomain(String host, String provider) {
        assertThat(check(host, provider)).isInstanceOf(HostVerdict.Allowed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "evil.com, api.github.com",
        "github.com.evil.com, api.github.com",
        "evilgithub.com, api.github.com",
        "api-github.com, api.github.com",
        "other.co.uk, example.co.uk",
        "co.uk, example.co.uk",
        "com, github.com",
        "other.github.io, mine.github.io",
        "github.io, mine.github.io",
        "other.s3.amazonaws.com, mine.s3.amazonaws.com",
        "127.0.0.2, 127.0.0.1",
        "2.0.0.1, 1.0.0.1",
        "::2, ::1",
        "other, localhost",
        "localhost, api.github.com"
    })
    void refusesStrangers(String host, String provider) {
        assertThat(check(host, provider)).isInstanceOf(HostVerdict.NotAllowed.class);
    }

    @Test
    void allowsListedHostsExactlyAndByWildcard() {
        List<String> listed = List.of("partner.example", "*.trusted.example", "10.0.0.7");

        assertThat(List.of("partner.example", "a.trusted.example", "a.b.trusted.example", "10.0.0.7"))
                .allSatisfy(host -> {
                    assertThat(binding.checkOverride(host, "api.github.com", listed, List.of()))
                            .isInstanceOf(HostVerdict.Allowed.class);
                    assertThat(binding.checkOverride(host, "api.github.com", List.of(), listed))
                            .isInstanceOf(HostVerdict.Allowed.class);
                });
        assertThat(List.of("sub.partner.example", "trusted.example", "eviltrusted.example", "10.0.0.8"))
                .allSatisfy(host -> assertThat(binding.checkOverride(host, "api.github.com", listed, listed))
                        .isInstanceOf(HostVerdict.NotAllowed.class));
    }

    @Test
    void aProviderWithoutAFixedHostMayGoAnywhere() {
        assertThat(binding.checkOverride("any.example", null, List.of(), List.of()))
                .isInstanceOf(HostVerdict.Allowed.class);
    }

    @Test
    void theModeDecidesForTheWholeGateway() {
        HostBinding any = new HostBinding(EgressSettings.OverrideMode.ANY_PUBLIC);
        HostBinding off = new HostBinding(EgressSettings.OverrideMode.OFF);

        assertThat(any.checkOverride("evil.com", "api.github.com", List.of(), List.of()))
                .isInstanceOf(HostVerdict.Allowed.class);
        assertThat(any.mayForward("evil.com", "api.github.com", List.of(), List.of()))
                .as("redirects carry credentials only where they belong, whatever the mode")
                .isFalse();
        assertThat(off.checkOverride("api.github.com", "api.github.com", List.of("api.github.com"), List.of()))
                .isInstanceOf(HostVerdict.Disabled.class);
    }

    @Test
    void credentialsFollowARedirectWithinTheDomainAndToListedHosts() {
        List<String> listed = List.of("cdn.example");

        assertThat(binding.mayForward("uploads.github.com", "api.github.com", listed, List.of()))
                .isTrue();
        assertThat(binding.mayForward("cdn.example", "api.github.com", listed, List.of()))
                .isTrue();
        assertThat(binding.mayForward("evil.example", "api.github.com", listed, List.of()))
                .isFalse();
    }

    private HostVerdict check(String host, String provider) {
        return binding.checkOverride(host, provider, List.of(), List.of());
    }
}

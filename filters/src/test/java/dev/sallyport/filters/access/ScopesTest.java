// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {

    @ParameterizedTest
    @CsvSource({
        "environment:proxy, environment:proxy",
        "environment:*, environment:proxy",
        "environment:*, environment:connections:read",
        "environment:connections:*, environment:connections:read",
        "environment:syncs:*, environment:syncs:variant:create"
    })
    void aScopeGrantsItselfAndAStarWhatIsBelow(String granted, String required) {
        assertThat(Scopes.of(List.of(granted)).allow(required)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "environment:proxy, environment:proxy:more",
        "environment:proxy:more, environment:proxy",
        "environment:connections:*, environment:proxy",
        "environment:connections:*, environment:connections",
        "environment:connections:*, environment:connectionsx:read",
        "environment:connections:read, environment:connections:read_credentials",
        "*, environment:proxy",
        "Environment:*, environment:proxy",
        "environment:*, quota:read",
        "environment, environment:proxy"
    })
    void nothingElseIsGranted(String granted, String required) {
        assertThat(Scopes.of(List.of(granted)).allow(required)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment:proxy", "environment:api_keys:create", "quota:read", "activity:read"})
    void allOfThemHoldsEveryScope(String required) {
        assertThat(Scopes.all().allow(required)).isTrue();
    }

    @Test
    void noScopeGrantsNothing() {
        assertThat(Scopes.of(List.of()).allow(Scopes.PROXY)).isFalse();
    }

    @Test
    void areShownSorted() {
        assertThat(Scopes.of(List.of("b:x", "a:x")).granted()).containsExactly("a:x", "b:x");
    }
}

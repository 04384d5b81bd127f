// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class InMemoryAuthorizationStatesTest extends AuthorizationStatesContract {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final AuthorizationStates states = new InMemoryAuthorizationStates(new Moving());

    @Override
    protected AuthorizationStates states() {
        return states;
    }

    @Test
    void itIsForgottenInTheEnd() {
        states.save(id, "browser", pending(), TTL).block(PATIENCE);
        clock = Clock.fixed(NOW.plus(TTL), ZoneOffset.UTC);

        assertThat(states.take(id, "browser").block(PATIENCE)).isNull();
    }

    private final class Moving extends Clock {

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.session;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

class InMemoryConnectSessionsTest extends ConnectSessionsContract {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private final ConnectSessions sessions = new InMemoryConnectSessions(Clock.fixed(NOW, ZoneOffset.UTC));

    @Override
    protected ConnectSessions sessions() {
        return sessions;
    }

    @Override
    protected Instant now() {
        return NOW;
    }
}

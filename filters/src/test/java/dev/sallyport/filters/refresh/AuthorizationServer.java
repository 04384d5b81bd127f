// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.credential.OAuth2Credential;
import java.time.Duration;

/** Rotates refresh tokens and, when one is used a second time, revokes all that came of it (RFC 9700 §4.14.2). */
final class AuthorizationServer {

    enum Mood {
        WELL,
        /** Answers 500 without doing anything. */
        FAILING,
        /** Grants, but nobody gets the answer. */
        MUTE,
        /** Neither grants nor answers. */
        DEAF
    }

    private final Simulation simulation;
    private final Duration leeway;
    private int current;
    private long rotatedAt = Long.MIN_VALUE / 2;
    private boolean revoked;
    int accepted;
    int refused;
    Mood mood = Mood.WELL;
    /** Whether a token used twice costs all that came of it, or is only refused. */
    boolean suspicious = true;

    /** @param leeway how long the last refresh token still works after it was used, answering with the same next one */
    AuthorizationServer(Simulation simulation, Duration leeway) {
        this.simulation = simulation;
        this.leeway = leeway;
    }

    OAuth2Credential firstGrant() {
        return grant(0);
    }

    OAuth2Credential reauthorize() {
        current += 1_000;
        revoked = false;
        simulation.note("authorized again as grant " + current);
        return grant(current);
    }

    boolean isRevoked() {
        return revoked;
    }

    int current() {
        return current;
    }

    /** What comes of using this refresh token now. */
    TokenOutcome use(int number) {
        if (mood == Mood.FAILING) {
            return new TokenOutcome.Failing("status_500", null);
        }
        if (number == current && !revoked) {
            current++;
            accepted++;
            rotatedAt = simulation.nowMillis();
            simulation.note("server accepts refresh-" + number);
            return new TokenOutcome.Granted(grant(current));
        }
        if (number == current - 1 && !revoked && simulation.nowMillis() - rotatedAt < leeway.toMillis()) {
            accepted++;
            simulation.note("server accepts refresh-" + number + " again");
            return new TokenOutcome.Granted(grant(current));
        }
        refused++;
        // A family that was authorized anew does not suffer from the old one's tokens.
        revoked |= suspicious && number / 1_000 == current / 1_000;
        simulation.note("server refuses refresh-" + number);
        return new TokenOutcome.Refused("invalid_grant");
    }

    private OAuth2Credential grant(int number) {
        long life = simulation.between(2, 10) * 60_000;
        return Simulation.credential(number, simulation.now().plusMillis(life));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.credential.SignatureCredential;
import dev.sallyport.filters.minting.UsernameToken;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/** Mode {@code SIGNATURE}: a WSSE token of user name and password, and nobody is asked. */
final class PasswordDigest implements TokenEndpoint {

    /** Of a token whose provider does not say; servers look at its time. */
    private static final Duration USUAL_LIFE = Duration.ofMinutes(5);

    private final Clock clock;
    private final RandomGenerator random;

    PasswordDigest(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public boolean renews(Credential credential) {
        return credential instanceof SignatureCredential;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        return subject.connection().credential() instanceof SignatureCredential credential
                ? Mono.fromSupplier(() -> made(subject, credential))
                : Mono.just(new TokenOutcome.Failing("no_token_rules", null));
    }

    private TokenOutcome made(Subject subject, SignatureCredential credential) {
        Duration own = subject.provider().tokens().assumedLife();
        Instant now = clock.instant();
        SecretText token = UsernameToken.make(credential.username(), credential.password(), now, random);
        return new TokenOutcome.Granted(new SignatureCredential(
                credential.username(), credential.password(), token, now.plus(own == null ? USUAL_LIFE : own)));
    }
}

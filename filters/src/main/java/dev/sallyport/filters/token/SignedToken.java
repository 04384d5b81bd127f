// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.JwtRules;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.JwtCredential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Mode {@code JWT}: the connection's own key signs the next token, and nobody is asked. */
final class SignedToken implements TokenEndpoint {

    private final Clock clock;

    SignedToken(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean renews(Credential credential) {
        return credential instanceof JwtCredential && credential.isRenewable();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        JwtRules rules = subject.provider().tokens().jwt();
        if (rules == null || !(subject.connection().credential() instanceof JwtCredential credential)) {
            return Mono.just(new TokenOutcome.Failing("no_token_rules", null));
        }
        return Mono.fromCallable(() -> made(subject, rules, credential))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorResume(UnusableKeyException.class, error -> Mono.just(error.refusal()));
    }

    private TokenOutcome made(Subject subject, JwtRules rules, JwtCredential credential) {
        Instant now = clock.instant();
        ConnectionVariables variables = new ConnectionVariables(subject.integration(), subject.connection());
        SecretText token = JwtMaker.make(rules, variables, now);
        return token == null
                ? new TokenOutcome.Refused("signing_key_missing")
                : new TokenOutcome.Granted(new JwtCredential(credential.own(), token, now.plus(rules.life())));
    }
}

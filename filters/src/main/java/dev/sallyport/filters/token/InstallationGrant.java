// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.TokenRules.BodyFormat;
import dev.sallyport.filters.catalog.TokenStep;
import dev.sallyport.filters.credential.AppCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CustomCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.token.AnswerJudge.Verdict;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Modes {@code APP} and {@code CUSTOM}: an app proves itself by its key and gets the token of an installation, as GitHub does it. With
 * {@code CUSTOM} a user's token is renewed beside it ({@link UserToken}).
 */
final class InstallationGrant implements TokenEndpoint {

    private static final AnswerJudge JUDGE = new AnswerJudge(Set.of(), Set.of());
    private static final String JSON_OF_GITHUB = "application/vnd.github+json";

    private final TokenExchange exchange;
    private final UserToken users;

    InstallationGrant(TokenExchange exchange, UserToken users) {
        this.exchange = exchange;
        this.users = users;
    }

    @Override
    public boolean renews(Credential credential) {
        return credential instanceof AppCredential || credential instanceof CustomCredential;
    }

    /** A user's refresh token is used once. */
    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        Template url = subject.provider().tokens().installationUrl();
        AppKey key = AppKey.of(subject.integration(), subject.connection());
        if (url == null || key == null) {
            return Mono.just(new TokenOutcome.Failing(url == null ? "no_token_url" : "app_key_missing", null));
        }
        Instant begun = exchange.now();
        return Mono.fromCallable(() -> key.proof(begun))
                // Signing takes a millisecond of CPU.
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(proof -> installation(subject, url, proof, mayStillSend))
                .flatMap(outcome -> outcome instanceof Granted(AppCredential app) && isWithUser(subject)
                        ? users.beside(app, subject, begun, mayStillSend)
                        : Mono.just(outcome))
                .onErrorResume(UnusableKeyException.class, error -> Mono.just(error.failure()));
    }

    private static boolean isWithUser(Subject subject) {
        return subject.provider().authMode() == AuthMode.CUSTOM;
    }

    private Mono<TokenOutcome> installation(
            Subject subject, Template url, SecretText proof, BooleanSupplier mayStillSend) {
        HttpHeaders headers = TokenCall.noHeaders()
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + proof.reveal())
                .set(HttpHeaderNames.ACCEPT, JSON_OF_GITHUB);
        TokenStep step = new TokenStep(
                url,
                "POST",
                BodyFormat.JSON,
                Map.of(),
                subject.provider().tokens().headers());
        ConnectionVariables variables = new ConnectionVariables(subject.integration(), subject.connection());
        return exchange.send(
                subject.integration(),
                TokenCall.of(step, variables, Map.of(), headers),
                (answer, asked) -> toOutcome(answer, asked, proof),
                mayStillSend);
    }

    private static TokenOutcome toOutcome(Answered answer, Instant asked, SecretText proof) {
        if (answer.status() == 404) {
            return new Refused("installation_not_found");
        }
        if (answer.status() == 403 && isSuspended(answer)) {
            return new Refused("installation_suspended");
        }
        return switch (JUDGE.judge(answer, asked)) {
            case Verdict.Nothing(TokenOutcome outcome) -> outcome;
            case Verdict.Said(SecretMap object) -> granted(object, answer, asked, proof);
        };
    }

    /** A limit on calls is told by the same status. */
    private static boolean isSuspended(Answered answer) {
        Map<String, Object> said = AnswerBody.read(answer);
        String message = said == null ? null : AnswerBody.text(said, "message");
        return message != null && message.contains("suspended");
    }

    private static TokenOutcome granted(SecretMap object, Answered answer, Instant asked, SecretText proof) {
        String token = AnswerBody.text(object.reveal(), "token");
        if (token == null || !TokenAnswerReader.isPlain(token)) {
            return AnswerJudge.failing(token == null ? "no_token" : "unusable_token", answer, asked);
        }
        Instant expiresAt = TokenLife.moment(object.reveal().get("expires_at"), asked);
        return new Granted(new AppCredential(SecretText.of(token), expiresAt, proof, object));
    }
}

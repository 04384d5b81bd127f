// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.LoginRules;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.catalog.TokenStep;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.TwoStepCredential;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.refresh.TokenOutcome.Unknown;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.upstream.ShortAnswer;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Mode {@code TWO_STEP}: a login of the provider's own, of one request or several. Where the provider has a way to renew a token, that
 * is tried first, and the login takes over when it is refused.
 */
final class ProviderLogin implements TokenEndpoint {

    private static final Set<String> FINAL = Set.of(
            "invalid_client",
            "unauthorized_client",
            "invalid_grant",
            "access_denied",
            "invalid_credentials",
            "invalid_login");

    private static final AnswerJudge OF_LOGIN = new AnswerJudge(FINAL, Set.of(401));
    private static final AnswerJudge OF_RENEWAL = new AnswerJudge(FINAL, Set.of(400, 401, 403, 404));

    private final TokenExchange exchange;

    ProviderLogin(TokenExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public boolean renews(Credential credential) {
        return credential instanceof TwoStepCredential && credential.isRenewable();
    }

    /** Logins are, but a refresh token may be used once. */
    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        Template url = subject.provider().tokens().tokenUrl();
        if (url == null || !(subject.connection().credential() instanceof TwoStepCredential credential)) {
            return Mono.just(new Failing("no_token_url", null));
        }
        Mono<TokenOutcome> outcome = isRenewal(subject, credential)
                ? renewal(subject, mayStillSend)
                        .flatMap(renewed ->
                                renewed instanceof Refused && !credential.own().isEmpty()
                                        ? login(subject, url, mayStillSend)
                                        : Mono.just(renewed))
                : login(subject, url, mayStillSend);
        return outcome.timeout(exchange.limit())
                .onErrorReturn(TimeoutException.class, new Unknown("timeout"))
                .onErrorResume(UnusableKeyException.class, error -> Mono.just(error.refusal()));
    }

    private static boolean isRenewal(Subject subject, TwoStepCredential credential) {
        return subject.provider().tokens().login().renewal() != null && credential.refreshToken() != null;
    }

    private Mono<TokenOutcome> renewal(Subject subject, BooleanSupplier mayStillSend) {
        TokenStep step = subject.provider().tokens().login().renewal();
        LoginProgress progress = LoginProgress.of(subject, exchange.now(), true);
        return step == null
                ? Mono.just(new Failing("no_token_url", null))
                : take(subject, progress, List.of(step), OF_RENEWAL, mayStillSend);
    }

    private Mono<TokenOutcome> login(Subject subject, Template url, BooleanSupplier mayStillSend) {
        TokenRules rules = subject.provider().tokens();
        List<TokenStep> steps = new ArrayList<>(List.of(rules.stepTo(url)));
        steps.addAll(rules.login().moreSteps());
        boolean signs = rules.jwt() != null || rules.login().assertion() != null;
        Mono<LoginProgress> begun = Mono.fromSupplier(() -> LoginProgress.of(subject, exchange.now(), false));
        return (signs ? begun.subscribeOn(Schedulers.boundedElastic()) : begun)
                .flatMap(progress -> take(subject, progress, steps, OF_LOGIN, mayStillSend));
    }

    private Mono<TokenOutcome> take(
            Subject subject,
            LoginProgress progress,
            List<TokenStep> steps,
            AnswerJudge judge,
            BooleanSupplier mayStillSend) {
        return Mono.defer(() -> {
            progress.asked(exchange.now());
            TokenCall call = progress.call(steps.getFirst());
            return exchange.ask(subject.integration(), call, mayStillSend)
                    .flatMap(answer -> answer instanceof Answered answered
                            ? next(subject, progress, answered, steps, judge, mayStillSend)
                            : Mono.just(failed(answer, progress)));
        });
    }

    private Mono<TokenOutcome> next(
            Subject subject,
            LoginProgress progress,
            Answered answer,
            List<TokenStep> steps,
            AnswerJudge judge,
            BooleanSupplier mayStillSend) {
        LoginRules rules = subject.provider().tokens().login();
        TokenOutcome failure = progress.learn(LoginAnswer.of(answer, rules), judge);
        if (failure != null) {
            return Mono.just(failure);
        }
        List<TokenStep> rest = steps.subList(1, steps.size());
        return rest.isEmpty()
                ? Mono.just(progress.toOutcome(answer))
                : take(subject, progress, rest, judge, mayStillSend);
    }

    /** What was sent before the step that was not is sent all the same. */
    private static TokenOutcome failed(ShortAnswer answer, LoginProgress progress) {
        TokenOutcome outcome =
                TokenExchange.toOutcome(answer, (_, _) -> new Failing("no_token", null), progress.asked());
        return outcome instanceof TokenOutcome.Unsent(String reason) && progress.hasBegun()
                ? new Unknown(reason)
                : outcome;
    }
}

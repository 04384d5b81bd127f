// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import dev.sallyport.filters.call.CallWait;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.catalog.RetryRules;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.ratelimit.ServerHints;
import dev.sallyport.filters.refresh.CallCredential;
import dev.sallyport.filters.retry.AttemptOutcome.Answered;
import dev.sallyport.filters.retry.AttemptOutcome.Failed;
import dev.sallyport.filters.retry.RetryDecision.Again;
import dev.sallyport.filters.retry.RetryDecision.Renew;
import dev.sallyport.filters.retry.RetryDecision.Stop;
import dev.sallyport.filters.telemetry.WaitKind;
import dev.sallyport.filters.upstream.AnswerHeaders;
import dev.sallyport.filters.upstream.UpstreamResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The attempts of one call, one after the other. */
final class Repetition {

    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;

    /** How long a rest of an answer may take to read, which saves a connection; beyond it the connection is given up. */
    private static final Duration DRAIN_TIME = Duration.ofMillis(100);

    private final ProxyCall call;
    private final Mono<Void> send;
    private final RetryPolicy policy;
    private final RetryBudget budget;
    private final CallCredential credential;
    private final Backoff backoff;
    private final Clock clock;
    private final LongSupplier nanoTime;

    private int repeated;
    private Renewal renewal;
    private @Nullable GatewayException failure;

    /**
     * @param send the chain below, each time it is subscribed to
     */
    Repetition(
            ProxyCall call,
            Mono<Void> send,
            RetryBudget budget,
            CallCredential credential,
            Backoff backoff,
            Clock clock,
            LongSupplier nanoTime) {
        this.call = call;
        this.send = send;
        this.policy = RetryPolicy.of(call);
        this.budget = budget;
        this.credential = credential;
        this.renewal = credential.isRenewable(call) ? Renewal.POSSIBLE : Renewal.IMPOSSIBLE;
        this.backoff = backoff;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Completes when there is an answer to keep; fails when there is none. */
    Mono<Void> attempt() {
        failure = null;
        return send.onErrorResume(GatewayException.class, this::keepFailure).then(Mono.defer(this::judge));
    }

    private Mono<Void> keepFailure(GatewayException failed) {
        failure = failed;
        return Mono.empty();
    }

    private Mono<Void> judge() {
        GatewayException failed = failure;
        if (failed != null) {
            return policy.retries() == 0
                    ? Mono.error(failed)
                    : act(new Failed(failed.code(), reasonOf(failed), call.isRequestWritten()));
        }
        UpstreamResponse answer = call.upstreamResponse();
        if (answer == null || isFine(answer)) {
            return Mono.empty();
        }
        return toOutcome(answer).flatMap(this::act);
    }

    /** Without retries only a credential that is rejected is anything to see to. */
    private boolean isFine(UpstreamResponse answer) {
        if (policy.retries() == 0) {
            return answer.status() != UNAUTHORIZED;
        }
        return answer.status() < FIRST_ERROR
                && call.quota().reading().throttle() == null
                && !policy.retryOn().contains(answer.status());
    }

    private static String reasonOf(GatewayException failed) {
        Object reason = failed.details().getOrDefault("reason", failed.details().get("phase"));
        return reason == null ? "" : reason.toString();
    }

    /** Reads the body only for providers that say in it when to come back. */
    private Mono<AttemptOutcome> toOutcome(UpstreamResponse answer) {
        RetryRules.InBody inBody = policy.rules().inBody();
        if (inBody == null || answer.status() < FIRST_ERROR) {
            return Mono.just(answered(answer, null));
        }
        return answer.peek()
                .map(body -> answered(answer, inBody.hint(body, ServerHints.clock(answer.headers(), clock.instant()))));
    }

    private AttemptOutcome answered(UpstreamResponse answer, @Nullable Duration bodyHint) {
        return new Answered(
                answer.status(), answer.headers(), call.quota().reading().throttle(), bodyHint);
    }

    private Mono<Void> act(AttemptOutcome outcome) {
        Renewal possible = call.isElsewhere() ? Renewal.IMPOSSIBLE : renewal;
        return switch (RetryDecider.decide(policy, outcome, repeated, possible, clock.instant())) {
            case Stop(String reason) -> stop(reason);
            case Again again -> repeat(again);
            case Renew renew -> renew(renew, outcome);
        };
    }

    /** The answer is kept meanwhile: it is the caller's if there is no other credential. */
    private Mono<Void> renew(Renew renew, AttemptOutcome outcome) {
        String obstacle = call.body().isUploadBroken() ? "caller_left" : BodyKeeper.obstacle(call);
        if (obstacle != null) {
            credential.renewForLater(call);
            return stop(obstacle);
        }
        return credential.replaceRejected(call).flatMap(replaced -> {
            renewal = replaced ? Renewal.DONE : Renewal.IN_VAIN;
            return replaced ? replay(renew) : act(outcome);
        });
    }

    private Mono<Void> replay(Renew renew) {
        report(renew.reason(), true);
        return giveUpAnswer().then(Mono.defer(this::attempt));
    }

    private Mono<Void> repeat(Again again) {
        Duration wait = backoff.before(repeated, again.throttled(), again.hint());
        String obstacle = obstacle(again.hint(), wait);
        if (obstacle != null) {
            return stop(obstacle);
        }
        report(again.reason(), true);
        repeated++;
        return waitBeforeNext(wait).then(Mono.defer(this::attempt));
    }

    /** Why the call ends although another attempt might help; the budget last, because asking takes from it. */
    private @Nullable String obstacle(@Nullable Duration hint, Duration wait) {
        long now = nanoTime.getAsLong();
        Duration left = call.time().left(now);
        if (call.body().isUploadBroken()) {
            return "caller_left";
        }
        if (repeated == policy.retries()) {
            return "attempts_exhausted";
        }
        if (hint != null && hint.compareTo(left) >= 0) {
            return "hint_beyond_deadline";
        }
        if (wait.compareTo(left) >= 0) {
            return "deadline";
        }
        String ofBody = BodyKeeper.obstacle(call);
        if (ofBody != null) {
            return ofBody;
        }
        return budget.tryRetry(TimeUnit.NANOSECONDS.toSeconds(now)) ? null : "budget_exhausted";
    }

    private Mono<Void> stop(String reason) {
        report(reason, false);
        GatewayException failed = failure;
        return failed == null ? Mono.empty() : Mono.error(failed);
    }

    private void report(String reason, boolean again) {
        call.response().header(AnswerHeaders.RETRY_REASON, reason);
        call.telemetry().retryDecided(reason, again);
    }

    private Mono<Void> waitBeforeNext(Duration time) {
        return CallWait.tell(
                call, WaitKind.BACKOFF, Mono.when(giveUpAnswer(), call.time().pause(time)));
    }

    private Mono<Void> giveUpAnswer() {
        UpstreamResponse answer = call.upstreamResponse();
        if (answer == null) {
            return Mono.empty();
        }
        call.forgetAnswer();
        return answer.drain()
                .timeout(call.time().pause(DRAIN_TIME), Mono.fromRunnable(answer::discard))
                .doOnCancel(answer::discard);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Credentials that a provider answered with 401. */
class RejectedCredentialTest extends OneReplica {

    @Test
    void aTokenWithoutAnEndIsRenewedByAnUnauthorizedAnswerOnly() {
        Connection endless = save(token(0, null));
        time.advanceTimeBy(Duration.ofDays(300));
        assertThat(refresher.isUsable(subject(endless))).isTrue();
        assertThat(provider.requests).isZero();

        List<Connection> renewed = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            refresher.afterUnauthorized(subject(endless), Waiter.of(PATIENCE)).subscribe(renewed::add);
        }
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(renewed)
                .hasSize(50)
                .allMatch(each -> "access-1".equals(each.credential().accessToken()));
        assertThat(provider.requests).isOne();
    }

    @Test
    void anUnauthorizedAnswerToAnOlderTokenCostsNoRequest() {
        Connection old = save(token(0, null));
        save(token(1, Samples.NOW.plusSeconds(3_600)));

        List<Connection> renewed = new ArrayList<>();
        refresher.afterUnauthorized(subject(old), Waiter.of(PATIENCE)).subscribe(renewed::add);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(renewed).singleElement().extracting(Connection::generation).isEqualTo(2L);
        assertThat(provider.requests).isZero();
    }

    @Test
    void aTokenJustGotForAnUnauthorizedAnswerIsNotRenewedForTheNext() {
        Connection endless = save(token(0, null));
        refresher.afterUnauthorized(subject(endless), Waiter.of(PATIENCE)).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(refresher
                        .afterUnauthorized(subject(stored()), Waiter.of(PATIENCE))
                        .blockOptional())
                .isEmpty();
        assertThat(provider.requests).isOne();
        time.advanceTimeBy(Duration.ofSeconds(6));
        refresher.afterUnauthorized(subject(stored()), Waiter.of(PATIENCE)).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(provider.requests).isEqualTo(2);
    }

    @Test
    void anUnauthorizedAnswerStandsWhenTheProviderOnlyFails() {
        provider.answers(new Failing("status_500", null));
        List<Connection> renewed = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        refresher
                .afterUnauthorized(subject(save(token(0, null))), Waiter.of(PATIENCE))
                .subscribe(renewed::add, error -> ends.add("error"), () -> ends.add("empty"));

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(renewed).isEmpty();
        assertThat(ends).containsExactly("empty");
    }

    @Test
    void whatOthersRenewedIsNotRenewedForTheNextEither() {
        Connection old = save(token(0, null));
        Connection newer = save(token(1, null));
        refresher.afterUnauthorized(subject(old), Waiter.of(PATIENCE)).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(refresher
                        .afterUnauthorized(subject(newer), Waiter.of(PATIENCE))
                        .blockOptional())
                .isEmpty();
        assertThat(provider.requests).isZero();
    }

    @Test
    void aCallThatCannotBeSentAgainLeavesANewTokenForTheNext() {
        Connection endless = save(token(0, null));
        provider.takes(Duration.ofMillis(500));

        refresher.renewUnauthorized(subject(endless));
        refresher.renewUnauthorized(subject(endless));
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(provider.requests).isOne();
        assertThat(stored().credential().accessToken()).isEqualTo("access-1");
    }

    @Test
    void aRefusalForGoodIsSaid() {
        provider.answers(new Refused("invalid_grant"));
        List<Throwable> errors = new ArrayList<>();
        refresher
                .afterUnauthorized(subject(save(token(0, null))), Waiter.of(PATIENCE))
                .subscribe(renewed -> {}, errors::add);

        time.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(errors)
                .singleElement()
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.CONNECTION_BROKEN));
    }
}

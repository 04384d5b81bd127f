// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.quota.BucketNotice;
import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.quota.Claim;
import dev.sallyport.filters.quota.QuotaLedger;
import dev.sallyport.filters.quota.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A ledger that shows what a test puts there and takes no claims. */
final class QuotaBoard implements QuotaLedger {

    final List<BucketView> views = new ArrayList<>();
    boolean away;

    @Override
    public Mono<Standing> settle(Claim claim) {
        return Mono.error(new UnsupportedOperationException("the control plane claims nothing"));
    }

    @Override
    public Flux<BucketView> live(String environment) {
        return away
                ? Flux.error(new StoreUnavailableException("timeout", new TimeoutException()))
                : Flux.fromIterable(views)
                        .filter(view -> view.key().environment().equals(environment));
    }

    @Override
    public void listen(Consumer<BucketNotice> listener) {}

    @Override
    public int replicas() {
        return 1;
    }
}

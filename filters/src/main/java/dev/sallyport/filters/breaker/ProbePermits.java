// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import dev.sallyport.filters.error.StoreUnavailableException;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Shares between all replicas how many calls try out a host that has been failing. */
public interface ProbePermits {

    /**
     * At most {@code most} probes per {@code per} over all replicas; a permit is spent when it is given. Fails with
     * {@link StoreUnavailableException} when nobody can tell.
     *
     * @param host of any characters and length; may hold a secret, so adapters keep a digest of it
     * @param most 1 or more
     */
    Mono<Boolean> tryTake(String host, int most, Duration per);
}

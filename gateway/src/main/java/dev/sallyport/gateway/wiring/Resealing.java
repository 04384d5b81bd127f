// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.redis.RedisStores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * After a start with several encryption keys, seals what is stored under older ones again under the first. Until its report
 * says that nothing is left, the older keys must stay configured.
 */
final class Resealing implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(Resealing.class);

    private final RedisStores stores;

    Resealing(RedisStores stores) {
        this.stores = stores;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (stores.sealKeys().isRotating()) {
            // Nobody waits for it: the gateway serves meanwhile, and every key opens what it sealed.
            var _ = stores.reseal()
                    .subscribe(
                            report -> log.info("Key rotation: {}", report),
                            error -> log.warn("Key rotation: stopped ({}), the next start goes on", error.toString()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Secure random numbers that do not wait for the system: the default source reads its own for every number. */
public final class UnblockingRandom {

    private UnblockingRandom() {}

    /** Reads the system's source once, here. */
    public static SecureRandom start() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.nextBytes(new byte[1]);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM since 9 has DRBG", e);
        }
    }
}

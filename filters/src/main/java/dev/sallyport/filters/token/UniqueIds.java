// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Names that nobody used before, of 128 random bits in hexadecimal. They need not be hard to guess. */
final class UniqueIds {

    private final RandomGenerator random;

    UniqueIds(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}

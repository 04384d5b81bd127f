// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SealerTest {

    private static final Map<String, Object> SECRET = Map.of("token", "canary-secret");
    private static final SealContext HERE = new SealContext("dev", "github", "ann", "connection");

    private final Sealer sealer = new Sealer(SealKeysTest.parse(SealKeysTest.key(1)));

    @Test
    void opensWhatItSealed() {
        byte[] sealed = sealer.seal(SECRET, HERE);

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
        assertThat(sealer.open(sealed, HERE)).isEqualTo(SECRET);
        assertThat(sealer.seal(SECRET, HERE)).isNotEqualTo(sealed);
    }

    @Test
    void opensNowhereElse() {
        byte[] sealed = sealer.seal(SECRET, HERE);
        Stream.of(
                        new SealContext("prod", "github", "ann", "connection"),
                        new SealContext("dev", "slack", "ann", "connection"),
                        new SealContext("dev", "github", "bob", "connection"),
                        new SealContext("dev", "github", "ann", "integration"),
                        new SealContext("dev", "githuba", "nn", "connection"),
                        new SealContext("devgithub", "", "ann", "connection"))
                .forEach(elsewhere -> assertRefused(sealer, sealed, elsewhere));
    }

    @Test
    void opensNothingWithAnyBitFlipped() {
        byte[] sealed = sealer.seal(SECRET, HERE);
        for (int i = 0; i < sealed.length * 8; i++) {
            byte[] damaged = sealed.clone();
            damaged[i / 8] ^= (byte) (1 << (i % 8));
            assertRefused(sealer, damaged, HERE);
        }
    }

    @Test
    void opensNothingCutShortOrExtended() {
        byte[] sealed = sealer.seal(SECRET, HERE);
        for (int length = 0; length < sealed.length; length++) {
            assertRefused(sealer, Arrays.copyOf(sealed, length), HERE);
        }
        assertRefused(sealer, Arrays.copyOf(sealed, sealed.length + 1), HERE);
        assertRefused(sealer, null, HERE);
    }

    @Test
    void opensNoOtherVersion() {
        for (int version : List.of(0, 2, 255)) {
            byte[] sealed = sealer.seal(SECRET, HERE);
            sealed[2] = (byte) version;
            assertRefused(sealer, sealed, HERE);
        }
    }

    @Test
    void opensNothingUnderAnUnknownKeyAndNamesItsId() {
        Sealer other = new Sealer(SealKeysTest.parse(SealKeysTest.key(2)));
        byte[] sealed = other.seal(SECRET, HERE);

        SealException refusal = assertRefused(sealer, sealed, HERE);

        assertThat(refusal.keyId())
                .isEqualTo(SealKeysTest.parse(SealKeysTest.key(2)).primary().id());
    }

    @Test
    void opensWithAnOlderKeyAndSealsWithTheNewest() {
        Sealer rotating = new Sealer(SealKeysTest.parse("b:" + SealKeysTest.key(2) + ",a:" + SealKeysTest.key(1)));
        byte[] old = sealer.seal(SECRET, HERE);

        assertThat(rotating.open(old, HERE)).isEqualTo(SECRET);
        assertThat(rotating.isCurrent(old)).isFalse();

        byte[] renewed = rotating.reseal(old, HERE);

        assertThat(rotating.isCurrent(renewed)).isTrue();
        assertThat(rotating.open(renewed, HERE)).isEqualTo(SECRET);
        assertRefused(sealer, renewed, HERE);
    }

    /** Every refusal looks the same from outside. */
    private static SealException assertRefused(Sealer sealer, byte[] sealed, SealContext context) {
        Throwable refusal = catchThrowable(() -> sealer.open(sealed, context));
        assertThat(refusal)
                .isExactlyInstanceOf(SealException.class)
                .hasMessage("sealed value does not open")
                .hasNoCause();
        return (SealException) refusal;
    }
}

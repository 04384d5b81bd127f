// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    @TempDir
    Path directory;

    @Test
    void makesAKeyOnceForItsOwnerOnly() throws IOException {
        SecretText first = KeyFile.loadOrCreate(directory, new SecureRandom());
        SecretText second = KeyFile.loadOrCreate(directory, new SecureRandom());

        assertThat(second).isEqualTo(first);
        assertThat(SealKeys.parse(first).isRotating()).isFalse();
        try (Stream<Path> files = Files.list(directory)) {
            Path file = files.reduce((a, b) -> {
                        throw new AssertionError("one file expected: " + a + ", " + b);
                    })
                    .orElseThrow();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }
}

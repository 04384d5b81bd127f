// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import dev.sallyport.filters.credential.SecretText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The key of a machine that was given none: made once, kept in a file that only its owner can read. */
public final class KeyFile {

    private static final String NAME = "encryption.key";

    private KeyFile() {}

    /** Blocks; for the start only, by the one process that has the directory's lock. */
    public static SecretText loadOrCreate(Path directory, SecureRandom random) throws IOException {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            create(file, random);
        }
        return SecretText.of(Files.readString(file).trim());
    }

    /** By renaming a finished file, so that a crash leaves no half key. */
    private static void create(Path file, SecureRandom random) throws IOException {
        byte[] key = new byte[SealKey.BYTES];
        random.nextBytes(key);
        Path draft = file.resolveSibling(NAME + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(draft);
        try {
            write(draft, Base64.getEncoder().encodeToString(key) + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options, ownerOnly(file))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}

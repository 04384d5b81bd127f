// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong setting stops the start with one message that names it. */
class StartFailureIT {

    private static final String REDIS = "redis://127.0.0.1:1";

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                wrong(
                        "no encryption key",
                        "SALLYPORT_ENCRYPTION_KEY",
                        setup -> setup.env("SALLYPORT_REDIS_URI", REDIS)),
                wrong(
                        "a short encryption key",
                        "SALLYPORT_ENCRYPTION_KEY",
                        setup -> setup.env("SALLYPORT_REDIS_URI", REDIS)
                                .env("SALLYPORT_ENCRYPTION_KEY", "c2hvcnQta2V5LWNhbmFyeQ==")),
                wrong(
                        "a CIDR that is none",
                        "10.0.0.0/99",
                        setup -> setup.env("SALLYPORT_EGRESS_ALLOW_ADDRESSES", "127.0.0.0/8,10.0.0.0/99")),
                wrong("an unknown setting", "sallyport.nope", setup -> setup.arg("--sallyport.nope=1")),
                wrong(
                        "a duration that is none",
                        "head-timeout",
                        setup -> setup.arg("--sallyport.upstream.head-timeout=soon")),
                wrong(
                        "a short API key",
                        "bootstrap-secret-key",
                        setup -> setup.env("SALLYPORT_BOOTSTRAP_SECRET_KEY", "short")),
                wrong(
                        "a catalogue that is not there",
                        "/nowhere/providers.yaml",
                        setup -> setup.env("SALLYPORT_CATALOG_LOCATIONS", "/nowhere/providers.yaml")),
                wrong(
                        "production on the embedded Redis",
                        "SALLYPORT_REDIS_URI",
                        setup -> setup.env("SPRING_PROFILES_ACTIVE", "production")),
                wrong(
                        "an address of Redis that is none",
                        "redis.uri",
                        setup -> setup.env("SALLYPORT_REDIS_URI", "http://somewhere")
                                .env("SALLYPORT_ENCRYPTION_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongSettings")
    void isNamedInOneMessageWithoutAStackTrace(String what, String named, Consumer<Gateway.Setup> wrong)
            throws Exception {
        Gateway.Setup setup = Gateway.with();
        wrong.accept(setup);

        expectRefusal(setup, named);
    }

    @Test
    void aFieldOfTheCatalogueIsNamedWithFileAndProvider(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("own.yaml");
        Files.writeString(file, "mine:\n  auth_mode: SECRET\n");

        String said = expectRefusal(Gateway.with().env("SALLYPORT_CATALOG_LOCATIONS", file.toString()), "own.yaml");
        assertThat(said).contains("mine.auth_mode");
    }

    private static String expectRefusal(Gateway.Setup setup, String named) throws IOException {
        try (Gateway gateway = setup.launch()) {
            int exit = gateway.awaitExit();
            String said = gateway.log();

            assertThat(exit).as(said).isNotZero();
            assertThat(said).contains(named).doesNotContain("\tat ", "Exception", "c2hvcnQta2V5LWNhbmFyeQ==");
            assertThat(said.split("APPLICATION FAILED TO START", -1)).as(said).hasSize(2);
            return said;
        }
    }

    private static Arguments wrong(String what, String named, Consumer<Gateway.Setup> setup) {
        return Arguments.of(what, named, setup);
    }
}

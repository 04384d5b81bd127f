// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The environment variables of the gateway's {@code application.yml}, with their defaults. */
final class ConfigurationPage {

    private static final Path PAGE = Path.of("../gateway/src/main/resources/application.yml");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):([^}]*)}");
    private static final Map<String, String> DEFAULTS = read();

    private ConfigurationPage() {}

    static boolean has(String variable) {
        return DEFAULTS.containsKey(variable);
    }

    static String defaultOf(String variable) {
        return Objects.requireNonNull(DEFAULTS.get(variable), variable);
    }

    private static Map<String, String> read() {
        try {
            return VARIABLE.matcher(Files.readString(PAGE))
                    .results()
                    .collect(Collectors.toMap(variable -> variable.group(1), variable -> variable.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

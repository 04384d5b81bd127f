// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads YAML and JSON, which is a part of it; a key twice is an error. */
final class Documents {

    private Documents() {}

    static Map<String, Object> read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            return mapOf(new Yaml(new SafeConstructor(options)).load(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files of a folder, by name; there is at least one. */
    static List<Path> in(String folder, String suffix) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new AssertionError(folder + ": no file (expected: *" + suffix + ")");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> mapOf(Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    static Map<String, Object> map(Map<String, Object> parent, String key) {
        return mapOf(Objects.requireNonNull(parent.get(key), key));
    }

    /** Empty where the key is missing. */
    static List<Map<String, Object>> list(Map<String, Object> parent, String key) {
        List<?> values = (List<?>) parent.getOrDefault(key, List.of());
        return values.stream().map(Documents::mapOf).toList();
    }

    static List<String> strings(Map<String, Object> parent, String key) {
        List<?> values = (List<?>) parent.getOrDefault(key, List.of());
        return values.stream().map(String.class::cast).toList();
    }

    static String text(Map<String, Object> parent, String key) {
        return (String) Objects.requireNonNull(parent.get(key), key);
    }
}

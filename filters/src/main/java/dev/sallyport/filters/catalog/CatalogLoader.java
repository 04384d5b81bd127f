// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Loads the catalogue at start: the shipped file, then those that an operator adds. Blocks. */
public final class CatalogLoader {

    /** The file that comes with the gateway. */
    public static final String SHIPPED = "classpath:catalog/providers.yaml";

    private static final String CLASSPATH = "classpath:";
    private static final String FILE = "file:";
    private static final Pattern PROVIDER_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9~:.@_-]{0,254}");

    private CatalogLoader() {}

    /**
     * @param locations paths, {@code file:} or {@code classpath:} URLs, added to the shipped catalogue; later ones win by
     *     provider name. Blank ones count as absent
     * @throws CatalogException for the first thing that is wrong
     */
    public static Catalog load(List<String> locations) {
        Map<String, YamlValue> definitions = new LinkedHashMap<>();
        read(SHIPPED, definitions);
        locations.stream()
                .map(String::strip)
                .filter(location -> !location.isEmpty())
                .forEach(location -> read(location, definitions));
        return catalog(definitions);
    }

    /** Only what is at these locations, nothing shipped. */
    static Catalog loadOnly(String... locations) {
        Map<String, YamlValue> definitions = new LinkedHashMap<>();
        for (String location : locations) {
            read(location, definitions);
        }
        return catalog(definitions);
    }

    private static Catalog catalog(Map<String, YamlValue> definitions) {
        Aliases aliases = new Aliases(definitions);
        Map<String, Provider> providers = new LinkedHashMap<>();
        definitions.keySet().forEach(name -> providers.put(name, ProviderReader.read(name, aliases.resolve(name))));
        return new Catalog(providers);
    }

    private static void read(String location, Map<String, YamlValue> definitions) {
        try (Reader reader = open(location)) {
            YamlReader.read(location, reader).fields().forEach((name, definition) -> {
                if (!PROVIDER_NAME.matcher(name).matches()) {
                    throw new CatalogException(
                            definition.place(), name + ": (expected: a provider name of letters, digits and ~:.@_-)");
                }
                definitions.put(name, definition);
            });
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new CatalogException(location + ": cannot be read: " + reason(e) + " (expected: a YAML file)", e);
        }
    }

    private static Reader open(String location) throws IOException {
        // A decoder of its own reports malformed bytes instead of replacing them.
        return new BufferedReader(new InputStreamReader(stream(location), UTF_8.newDecoder()));
    }

    private static InputStream stream(String location) throws IOException {
        if (location.startsWith(CLASSPATH)) {
            String name = location.substring(CLASSPATH.length()).replaceFirst("^/+", "");
            InputStream stream = CatalogLoader.class.getClassLoader().getResourceAsStream(name);
            if (stream == null) {
                throw new NoSuchFileException(name);
            }
            return stream;
        }
        if (location.startsWith(FILE + "/")) {
            return Files.newInputStream(Path.of(URI.create(location)));
        }
        return Files.newInputStream(Path.of(location.startsWith(FILE) ? location.substring(FILE.length()) : location));
    }

    private static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> "no such file";
            case CharacterCodingException malformed -> "not UTF-8";
            default -> e.getClass().getSimpleName();
        };
    }
}

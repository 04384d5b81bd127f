// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads one YAML document within bounds. Stops at the composed nodes instead of a {@code SafeConstructor}: they have line
 * numbers, and nothing is ever constructed from a tag.
 */
final class YamlReader {

    private static final int MAX_CODE_POINTS = 32 * 1024 * 1024;
    private static final int MAX_DEPTH = 50;
    // Anchors are shared nodes until they are copied here, so this is what a bomb of aliases runs into.
    private static final int MAX_VALUES = 2_000_000;

    private final String file;
    private int values;

    private YamlReader(String file) {
        this.file = file;
    }

    /**
     * @throws CatalogException when it is not one YAML document with a map
     */
    static YamlValue.Fields read(String file, Reader reader) {
        try {
            Node root = new Composer(new ParserImpl(new StreamReader(reader), options()), new CoreResolver(), options())
                    .getSingleNode();
            if (root instanceof MappingNode mapping) {
                return new YamlReader(file).fields(mapping, 0);
            }
            throw new CatalogException(file + ": not a map (expected: a map of providers by name)", null);
        } catch (MarkedYAMLException e) {
            throw new CatalogException(file + line(e.getProblemMark()) + ": not YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new CatalogException(file + ": not YAML: " + e.getMessage(), e);
        }
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CODE_POINTS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_VALUES);
        return options;
    }

    private YamlValue value(Node node, int depth) {
        if (++values > MAX_VALUES || depth > MAX_DEPTH) {
            throw new CatalogException(
                    place(node),
                    "aliases expand too far (expected: <= " + MAX_VALUES + " values, nested <= " + MAX_DEPTH
                            + " deep)");
        }
        return switch (node) {
            case MappingNode mapping -> fields(mapping, depth);
            case SequenceNode sequence -> items(sequence, depth);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new CatalogException(place(node), "node " + node.getNodeId() + " (expected: a value)");
        };
    }

    private YamlValue.Items items(SequenceNode node, int depth) {
        List<YamlValue> items = new ArrayList<>(node.getValue().size());
        for (Node item : node.getValue()) {
            items.add(value(item, depth + 1));
        }
        return new YamlValue.Items(place(node), items);
    }

    private YamlValue.Fields fields(MappingNode node, int depth) {
        Map<String, YamlValue> fields = new LinkedHashMap<>();
        Map<String, YamlValue> merged = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            YamlValue value = value(tuple.getValueNode(), depth + 1);
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(value, merged);
            } else if (fields.put(key(tuple.getKeyNode()), value) != null) {
                throw new CatalogException(
                        place(tuple.getKeyNode()), key(tuple.getKeyNode()) + ": twice (expected: once in a map)");
            }
        }
        merged.forEach(fields::putIfAbsent);
        return new YamlValue.Fields(place(node), fields);
    }

    private static void merge(YamlValue value, Map<String, YamlValue> merged) {
        switch (value) {
            case YamlValue.Fields map -> map.fields().forEach(merged::putIfAbsent);
            case YamlValue.Items list -> list.items().forEach(item -> merge(item, merged));
            case YamlValue.Scalar scalar ->
                throw new CatalogException(value.place(), "<<: " + scalar.shown() + " (expected: a map)");
        }
    }

    private String key(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new CatalogException(place(node), "key that is no text (expected: text)");
    }

    private YamlValue.Scalar scalar(ScalarNode node) {
        String source = node.getValue();
        return new YamlValue.Scalar(place(node), plain(node.getTag(), source, node), source);
    }

    private @Nullable Object plain(Tag tag, String source, Node node) {
        if (tag.equals(Tag.STR)) {
            return source;
        } else if (tag.equals(Tag.NULL)) {
            return null;
        } else if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(source);
        } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(source, node);
        }
        throw new CatalogException(place(node), "tag " + tag.getValue() + " (expected: none)");
    }

    private Number number(String source, Node node) {
        try {
            boolean whole = source.chars().allMatch(c -> Character.isDigit(c) || c == '-' || c == '+');
            return whole ? (Number) Long.valueOf(source) : (Number) Double.valueOf(source);
        } catch (NumberFormatException e) {
            throw new CatalogException(place(node), source + " (expected: a number)");
        }
    }

    private Place place(Node node) {
        Mark mark = node.getStartMark();
        return new Place(file, mark == null ? 1 : mark.getLine() + 1);
    }

    private static String line(@Nullable Mark mark) {
        return mark == null ? "" : ":" + (mark.getLine() + 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import reactor.core.publisher.Mono;

/** The document is written by hand, so it is held against the routes and the error codes. */
class OpenApiTest {

    private static final Set<String> PROXY_METHODS = Set.of("get", "head", "options", "post", "put", "patch", "delete");

    /** Members of a path that are no methods. */
    private static final Set<String> ABOUT_ALL = Set.of("parameters", "servers");

    private final Map<String, Object> document = load();

    @Test
    void itsPathsAndMethodsAreTheRoutes() {
        Set<String> documented = new TreeSet<>();
        operations((operation, _) -> documented.add(operation));

        ControlPlane plane = new ControlPlane();
        Set<String> routes = new TreeSet<>(routes(plane.routes));
        routes.addAll(routes(plane.managementRoutes));
        PROXY_METHODS.forEach(method -> routes.add(method + " /proxy/{path}"));

        assertThat(documented).isEqualTo(routes).hasSizeGreaterThan(20);
    }

    @Test
    void whatIsOnTheManagementPortSaysSo() {
        Set<String> elsewhere = new TreeSet<>();
        object(document.get("paths")).forEach((path, item) -> {
            if (object(item).containsKey("servers")) {
                elsewhere.add(path);
            }
        });
        Set<String> management = routes(new ControlPlane().managementRoutes).stream()
                .map(route -> route.substring(route.indexOf(' ') + 1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(elsewhere).isEqualTo(management).contains("/api/activity", "/activity");
    }

    @Test
    void itsErrorCodesAreThoseOfTheGateway() {
        Set<String> codes =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).collect(Collectors.toSet());

        assertThat(new TreeSet<>(strings(at("components", "schemas", "ErrorCode", "enum"))))
                .isEqualTo(new TreeSet<>(codes));
        String responses = String.valueOf(at("components", "responses"));
        assertThat(codes).allSatisfy(code -> assertThat(responses).contains("`" + code + "`"));
    }

    @Test
    void errorCodesStandUnderTheirStatus() {
        operations((name, operation) -> object(operation.get("responses")).forEach((status, response) -> {
            String text = String.valueOf(object(resolve(response)).get("description"));
            for (ErrorCode code : ErrorCode.values()) {
                if (text.contains("`" + code.wireName() + "`")) {
                    assertThat(code.status()).as("%s in %s", code, name).hasToString(status);
                }
            }
        }));
    }

    @Test
    void allItsReferencesResolve() {
        List<String> references = new ArrayList<>();
        walk(document, references);

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(
                        reference -> assertThat(find(reference)).as(reference).isNotNull());
    }

    @Test
    void itIsVersion31AndEveryOperationSaysWhatItAnswers() {
        assertThat(document).containsEntry("openapi", "3.1.0").containsKeys("info", "paths", "components");
        operations((name, operation) -> {
            assertThat(operation).as(name).containsKeys("summary", "responses", "tags");
            assertThat(object(operation.get("responses")).keySet()).as(name).allMatch(s -> s.matches("\\d{3}|default"));
        });
    }

    @Test
    void everyPathVariableIsAParameterAndTheOtherWayRound() {
        object(document.get("paths")).forEach((path, item) -> {
            Set<String> variables = Pattern.compile("\\{([^}]+)}")
                    .matcher(path)
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet());
            Set<String> declared = list(object(item).getOrDefault("parameters", List.of())).stream()
                    .map(parameter -> object(resolve(parameter)))
                    .filter(parameter -> parameter.get("in").equals("path"))
                    .map(parameter -> (String) parameter.get("name"))
                    .collect(Collectors.toSet());
            assertThat(declared).as(path).isEqualTo(variables);
        });
    }

    @Test
    void theProxyTakesTheHeadersOfTheContract() {
        assertThat(list(at("paths", "/proxy/{path}", "parameters")).stream()
                        .map(parameter -> (String) object(resolve(parameter)).get("name")))
                .containsExactlyInAnyOrder(
                        "path",
                        "Provider-Config-Key",
                        "Connection-Id",
                        "Retries",
                        "Retry-On",
                        "Base-Url-Override",
                        "Decompress",
                        "Forward-Headers-On-Redirect",
                        "Nango-Proxy-{name}",
                        "Nango-Activity-Log-Id",
                        "Nango-Is-Sync",
                        "Nango-Is-Dry-Run",
                        "Nango-Is-Script",
                        "Sallyport-Timeout",
                        "Sallyport-Max-Wait",
                        "Sallyport-Priority");
    }

    @Test
    void theProxyAnswersWithTheHeadersOfTheContract() {
        assertThat(object(at("paths", "/proxy/{path}", "get", "responses", "default", "headers"))
                        .keySet())
                .containsExactlyInAnyOrder(
                        "Sallyport-Source",
                        "Sallyport-Attempts",
                        "Sallyport-Trace-Id",
                        "Sallyport-Retry-Reason",
                        "Sallyport-Waited-Ms",
                        "Sallyport-RateLimit-Remaining",
                        "Sallyport-RateLimit-Reset");
    }

    @Test
    void itsRetryReasonsAreThoseThatResilienceExplains() throws IOException {
        String explained = Files.readString(Path.of("../docs/resilience.md"))
                .split("### Why a call was repeated, or not")[1]
                .split("\n## ")[0];
        List<String> words = Pattern.compile("(?m)^\\|[^|]+")
                .matcher(explained)
                .results()
                .flatMap(cell ->
                        Pattern.compile("`(\\w+)`").matcher(cell.group()).results())
                .map(word -> word.group(1))
                .toList();

        Object fixed = list(at("components", "headers", "RetryReason", "schema", "anyOf"))
                .getFirst();
        assertThat(strings(object(fixed).get("enum"))).containsExactlyInAnyOrderElementsOf(words);
    }

    private static Set<String> routes(RouterFunction<?> function) {
        Set<String> routes = new TreeSet<>();
        function.accept(new Collector(routes));
        return routes;
    }

    private void operations(BiConsumer<String, Map<String, Object>> consumer) {
        object(document.get("paths"))
                .forEach((path, item) -> object(item).forEach((method, operation) -> {
                    if (!ABOUT_ALL.contains(method)) {
                        consumer.accept(method + " " + path, object(operation));
                    }
                }));
    }

    private void walk(Object value, List<String> references) {
        if (value instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String reference) {
                references.add(reference);
            }
            map.values().forEach(member -> walk(member, references));
        } else if (value instanceof List<?> list) {
            list.forEach(element -> walk(element, references));
        }
    }

    private Object resolve(Object value) {
        return object(value).get("$ref") instanceof String reference ? find(reference) : value;
    }

    private Object find(String reference) {
        assertThat(reference).startsWith("#/");
        return at(reference.substring(2).split("/"));
    }

    private Object at(String... steps) {
        Object value = document;
        for (String step : steps) {
            value = value == null ? null : object(value).get(step);
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<?> list(Object value) {
        return (List<?>) value;
    }

    private static List<String> strings(Object value) {
        return list(value).stream().map(String::valueOf).toList();
    }

    private static Map<String, Object> load() {
        try (InputStream in = new ClassPathResource("openapi.yaml").getInputStream()) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Collects the routes that name a method; those without are the 405 and 404 answers. */
    private record Collector(Set<String> routes) implements RouterFunctions.Visitor {

        private static final Pattern METHOD_AND_PATH = Pattern.compile("\\(\\[?([A-Z, ]+)]? && (/.+)\\)");

        @Override
        public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
            Matcher match = METHOD_AND_PATH.matcher(predicate.toString());
            if (match.matches()) {
                Stream.of(match.group(1).split(", "))
                        .filter(method -> !method.equals("HEAD"))
                        .forEach(method -> routes.add(method.toLowerCase(Locale.ROOT) + " " + match.group(2)));
            }
        }

        @Override
        public void startNested(RequestPredicate predicate) {}

        @Override
        public void endNested(RequestPredicate predicate) {}

        @Override
        public void resources(Function<ServerRequest, Mono<Resource>> lookup) {}

        @Override
        public void attributes(Map<String, Object> attributes) {}

        @Override
        public void unknown(RouterFunction<?> router) {
            throw new AssertionError("a route that cannot be seen: " + router);
        }
    }
}

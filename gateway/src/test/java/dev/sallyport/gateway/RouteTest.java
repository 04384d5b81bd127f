// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.context.annotation.Bean;
import org.yaml.snakeyaml.Yaml;

/** The route of {@code application.yml}: the order is the design, and a filter that is forgotten is a hole. */
class RouteTest {

    private static final List<String> CHAIN = List.of(
            "ShedLoad",
            "AuthenticateCaller",
            "RecordActivity",
            "ResolveConnection",
            "RelayResponse",
            "GuardDeadline",
            "BindUpstream",
            "LimitConcurrency",
            "RetryWithJitter",
            "AwaitQuota",
            "RenewCredential",
            "BreakCircuit",
            "RewriteBaseUrl",
            "InjectCredentials",
            "FollowRedirects",
            "TrackRateLimit",
            "SendUpstream");

    private final Map<String, Object> webflux = webflux();

    @Test
    void thereIsOneRouteForAllProviders() {
        assertThat(routes()).singleElement().satisfies(route -> {
            assertThat(route.get("predicates")).isEqualTo(List.of("Path=/proxy,/proxy/**"));
            assertThat((String) route.get("uri")).as("never resolves").endsWith(".invalid");
        });
    }

    @Test
    void itsFiltersAreInTheOrderOfTheDesign() {
        assertThat(routes().getFirst().get("filters")).isEqualTo(CHAIN);
    }

    @Test
    void everyFilterIsABean() {
        Set<String> beans = ArchitectureTest.MAIN.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Bean.class))
                .map(JavaMethod::getRawReturnType)
                .filter(type -> type.isAssignableTo(GatewayFilterFactory.class))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(beans).containsExactlyInAnyOrderElementsOf(CHAIN);
    }

    @Test
    void everyFilterThatExistsIsInTheChain() {
        Stream<JavaClass> filters =
                ArchitectureTest.MAIN.stream().filter(type -> type.isAssignableTo(GatewayFilterFactory.class));

        assertThat(filters.map(JavaClass::getSimpleName)).containsExactlyInAnyOrderElementsOf(CHAIN);
    }

    @Test
    void springCloudGatewayDoesNoRoutingOfItsOwn() {
        Map<?, ?> global = (Map<?, ?>) webflux.get("global-filter");

        assertThat(global.values()).allMatch(Boolean.FALSE::equals);
        assertThat(global.keySet().stream().map(String::valueOf))
                .contains("netty-routing.enabled", "route-to-request-url.enabled", "netty-write-response.enabled");
        assertThat(webflux).containsEntry("route-filter-cache-enabled", true).doesNotContainKey("default-filters");
    }

    @SuppressWarnings("unchecked") // that is how YAML comes
    private List<Map<String, Object>> routes() {
        return (List<Map<String, Object>>) webflux.get("routes");
    }

    private static Map<String, Object> webflux() {
        Map<String, Object> page = read();
        for (String name : List.of("spring", "cloud", "gateway", "server", "webflux")) {
            page = child(page, name);
        }
        return page;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> page, String name) {
        return (Map<String, Object>) page.get(name);
    }

    private static Map<String, Object> read() {
        InputStream page = RouteTest.class.getResourceAsStream("/application.yml");
        return new Yaml().load(page);
    }
}

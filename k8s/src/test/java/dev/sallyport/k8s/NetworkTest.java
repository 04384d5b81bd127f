// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches whom. */
class NetworkTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254", // metadata of AWS, Azure, Google Cloud, and others
                "169.254.170.2", // credentials of ECS tasks
                "100.100.100.200", // metadata of Alibaba Cloud
                "192.0.0.192", // metadata of Oracle Cloud
                "fd00:ec2::254", // metadata of AWS by IPv6
                "10.96.0.1", // the API of many a cluster
                "172.20.0.1",
                "192.168.1.1",
                "127.0.0.1",
                "0.0.0.0",
                "100.64.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "fe80::1",
                "::1",
                "64:ff9b::a9fe:a9fe", // 169.254.169.254 behind NAT64
                "2002:a9fe:a9fe::1"
            })
    void theGatewayCannotReachTheClusterTheNodesOrTheMetadata(String address) {
        assertThat(Rendered.overlays())
                .allSatisfy(
                        overlay -> assertThat(isInternetFor(overlay, address)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"140.82.112.3", "3.5.140.2", "172.64.155.209", "192.30.255.113", "2606:50c0:8000::64"})
    void theGatewayReachesProviders(String address) {
        assertThat(Rendered.overlays())
                .allSatisfy(
                        overlay -> assertThat(isInternetFor(overlay, address)).isTrue());
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void everyPodHasAPolicyForBothDirections(Rendered overlay) {
        assertThat(overlay.pods())
                .isNotEmpty()
                .allSatisfy(pod -> assertThat(overlay.all(NetworkPolicy.class))
                        .as(pod.getKey())
                        .anyMatch(policy -> policy.getSpec().getPolicyTypes().equals(List.of("Ingress", "Egress"))
                                && isSelected(policy.getSpec().getPodSelector().getMatchLabels(), pod.getValue())));
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void noPolicyOpensAPodToEverybody(Rendered overlay) {
        assertThat(overlay.all(NetworkPolicy.class))
                .flatExtracting(policy -> policy.getSpec().getIngress())
                .allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty());
        assertThat(overlay.all(NetworkPolicy.class))
                .flatExtracting(policy -> policy.getSpec().getEgress())
                .allSatisfy(rule -> assertThat(rule.getTo()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void everyServiceLeadsToPodsWithItsPorts(Rendered overlay) {
        assertThat(overlay.all(Service.class))
                .isNotEmpty()
                .allSatisfy(service -> assertThat(overlay.pods())
                        .as(service.getMetadata().getName())
                        .anyMatch(pod -> isSelected(service.getSpec().getSelector(), pod.getValue())
                                && service.getSpec().getPorts().stream()
                                        .allMatch(port -> hasPort(pod.getValue(), port.getTargetPort()))));
    }

    @Test
    void theMonitorFindsTheServiceOfTheReplicasUnderTheJobThatTheRulesKnow() {
        Rendered production = Rendered.production();
        ServiceMonitor monitor = production.one(ServiceMonitor.class, "sallyport");
        Service replicas = production.one(Service.class, "sallyport-replicas");

        assertThat(replicas.getMetadata().getLabels())
                .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels())
                .containsEntry(monitor.getSpec().getJobLabel(), "sallyport");
        assertThat(replicas.getSpec().getPorts())
                .extracting("name")
                .contains(monitor.getSpec().getEndpoints().getFirst().getPort());
    }

    @Test
    void theRouteLeadsToTheServiceAndWaitsLongerThanAnyCall() {
        var rule = Rendered.production()
                .one(HTTPRoute.class, "sallyport")
                .getSpec()
                .getRules()
                .getFirst();
        var backend = rule.getBackendRefs().getFirst();

        assertThat(Rendered.production()
                        .one(Service.class, backend.getName())
                        .getSpec()
                        .getPorts())
                .extracting("port")
                .contains(backend.getPort());
        assertThat(rule.getTimeouts().getRequest()).isEqualTo("620s");
    }

    /** Else links to the connect page would lead to the gateway's own default, on the end user's machine. */
    @Test
    void browsersAreSentToWhereTheRouteIs() {
        Rendered production = Rendered.production();

        assertThat(production.one(HTTPRoute.class, "sallyport").getSpec().getHostnames())
                .containsExactly(
                        URI.create(Settings.of(production).getOrDefault("SALLYPORT_PUBLIC_URL", "http://localhost"))
                                .getHost());
    }

    /** Whether a rule by addresses allows it, the subnet of Redis aside. */
    private static boolean isInternetFor(Rendered overlay, String address) {
        return overlay.one(NetworkPolicy.class, "sallyport").getSpec().getEgress().stream()
                .flatMap(rule -> rule.getTo().stream())
                .map(peer -> peer.getIpBlock())
                .filter(Objects::nonNull)
                .anyMatch(block -> isAllowed(block, address));
    }

    private static boolean isAllowed(IPBlock block, String address) {
        return Cidr.parse(block.getCidr()).contains(address)
                && block.getExcept().stream()
                        .noneMatch(except -> Cidr.parse(except).contains(address));
    }

    private static boolean isSelected(Map<String, String> selector, PodTemplateSpec pod) {
        return pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
    }

    private static boolean hasPort(PodTemplateSpec pod, IntOrString port) {
        return pod.getSpec().getContainers().getFirst().getPorts().stream()
                .anyMatch(open -> open.getName().equals(port.getStrVal()));
    }
}

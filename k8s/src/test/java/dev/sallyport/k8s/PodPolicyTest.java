// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every pod, the gateway's and those beside it: the restricted profile of Pod Security and a bit more. */
class PodPolicyTest {

    static List<Pod> pods() {
        return Rendered.overlays().stream()
                .flatMap(overlay -> overlay.pods()
                        .map(pod -> new Pod(
                                overlay + " " + pod.getKey(), pod.getValue().getSpec())))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pods")
    void imagesHaveAVersion(Pod pod) {
        assertThat(pod.containers())
                .extracting(Container::getImage)
                .allMatch(image -> image.matches(".+(:v?\\d+\\.\\d+(\\.\\d+)?|@sha256:[0-9a-f]{64})"));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void resourcesAreBoundedAndMemoryIsNotOvercommitted(Pod pod) {
        assertThat(pod.containers()).extracting(Container::getResources).allSatisfy(resources -> {
            assertThat(resources.getLimits()).containsOnlyKeys("cpu", "memory");
            assertThat(resources.getRequests()).containsOnlyKeys("cpu", "memory");
            assertThat(resources.getRequests().get("memory"))
                    .isEqualTo(resources.getLimits().get("memory"));
        });
    }

    @ParameterizedTest
    @MethodSource("pods")
    void noProcessIsRootOrCanBecomeIt(Pod pod) {
        assertThat(pod.spec().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.spec().getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.spec().getSecurityContext().getSeccompProfile().getType())
                .isEqualTo("RuntimeDefault");
        assertThat(pod.containers())
                .extracting(Container::getSecurityContext)
                .allSatisfy(PodPolicyTest::assertRestricted);
    }

    @ParameterizedTest
    @MethodSource("pods")
    void nothingOfTheNodeOrTheClusterIsWithinReach(Pod pod) {
        assertThat(Stream.of(
                        pod.spec().getHostNetwork(),
                        pod.spec().getHostPID(),
                        pod.spec().getHostIPC()))
                .allMatch(Objects::isNull);
        assertThat(pod.spec().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.spec().getVolumes()).extracting(Volume::getHostPath).allMatch(Objects::isNull);
        assertThat(pod.containers())
                .flatExtracting(Container::getPorts)
                .extracting("hostPort")
                .allMatch(Objects::isNull);
    }

    @ParameterizedTest
    @MethodSource("pods")
    void theClusterAddsNoVariables(Pod pod) {
        assertThat(pod.spec().getEnableServiceLinks())
                .as("SALLYPORT_PORT of a service would be read as a setting")
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("pods")
    void whetherItLivesAndIsReadyIsAskedForOnPortsThatExist(Pod pod) {
        assertThat(pod.containers()).allSatisfy(container -> {
            assertThat(container.getReadinessProbe()).isNotNull();
            assertThat(container.getLivenessProbe()).isNotNull();
            Set<String> ports =
                    container.getPorts().stream().map(port -> port.getName()).collect(Collectors.toSet());
            assertThat(ports).containsAll(portsAsked(container));
        });
    }

    @ParameterizedTest
    @MethodSource("pods")
    void everyMountHasItsVolumeAndEveryVolumeAMount(Pod pod) {
        Set<String> mounted = pod.containers().stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(mount -> mount.getName())
                .collect(Collectors.toSet());
        Set<String> volumes =
                pod.spec().getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());

        assertThat(mounted).containsAll(volumes);
        mounted.removeAll(volumes);
        assertThat(mounted).as("volumes from claims").isSubsetOf(Set.of("data"));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void scratchSpaceIsBounded(Pod pod) {
        assertThat(pod.spec().getVolumes())
                .filteredOn(volume -> volume.getEmptyDir() != null)
                .extracting(volume -> volume.getEmptyDir().getSizeLimit())
                .doesNotContainNull();
    }

    private static void assertRestricted(SecurityContext context) {
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getPrivileged()).isNull();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).isEmpty();
        assertThat(context.getRunAsNonRoot()).isNotEqualTo(Boolean.FALSE);
        assertThat(context.getRunAsUser()).isNull();
    }

    private static List<String> portsAsked(Container container) {
        return Stream.of(container.getReadinessProbe(), container.getLivenessProbe())
                .map(PodPolicyTest::port)
                .filter(port -> !port.isEmpty())
                .toList();
    }

    private static String port(Probe probe) {
        if (probe.getHttpGet() != null) {
            return probe.getHttpGet().getPort().getStrVal();
        }
        return probe.getTcpSocket() == null
                ? ""
                : probe.getTcpSocket().getPort().getStrVal();
    }

    private record Pod(String name, PodSpec spec) {

        List<Container> containers() {
            return Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                    .toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}

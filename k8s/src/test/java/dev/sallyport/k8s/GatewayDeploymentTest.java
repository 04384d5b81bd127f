// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the gateway itself is run: it ends without losing a call, fits into its memory, and survives the loss of a node. */
class GatewayDeploymentTest {

    private static final Pattern MEMORY =
            Pattern.compile("-(?:Xmx|XX:MaxDirectMemorySize=|XX:MaxMetaspaceSize=|XX:ReservedCodeCacheSize=)(\\d+)m");

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void thereIsTimeToEndEveryCallThatWasTaken(Rendered overlay) {
        PodSpec pod = pod(overlay);
        long preStop = overlay.gateway().getLifecycle().getPreStop().getSleep().getSeconds();
        long ending = seconds(Settings.of(overlay).get("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE"));

        assertThat(preStop).as("until load balancers know").isGreaterThanOrEqualTo(10);
        assertThat(ending)
                .as("as long as a call may take until the head of its answer")
                .isGreaterThan(seconds(ConfigurationPage.defaultOf("SALLYPORT_TOTAL_TIMEOUT")));
        // A token request that a last call begins, its one repetition included.
        long refresh = 2 * seconds(ConfigurationPage.defaultOf("SALLYPORT_REFRESH_REQUEST_TIMEOUT"))
                + seconds(ConfigurationPage.defaultOf("SALLYPORT_REFRESH_UNCERTAIN_WAIT"));
        assertThat(pod.getTerminationGracePeriodSeconds())
                .as("time for calls, then for refreshes, then for events and telemetry")
                .isGreaterThanOrEqualTo(preStop + ending + refresh + 15);
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void aRolloutTakesNoReplicaAwayBeforeAnotherIsReady(Rendered overlay) {
        var rollout = overlay.one(Deployment.class, "sallyport").getSpec();

        assertThat(rollout.getReplicas()).as("the autoscaler's").isNull();
        assertThat(rollout.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
                .isZero();
        assertThat(rollout.getStrategy().getRollingUpdate().getMaxSurge().getIntVal())
                .isPositive();
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void whatTheJvmMayTakeFitsIntoTheLimitWithASeventhToSpare(Rendered overlay) {
        Container gateway = overlay.gateway();
        Matcher sizes = MEMORY.matcher(Settings.of(overlay).get("JDK_JAVA_OPTIONS"));
        List<Long> mebibytes =
                sizes.results().map(size -> Long.valueOf(size.group(1))).toList();
        long limit = bytes(gateway.getResources().getLimits().get("memory")) >> 20;

        assertThat(mebibytes).as("heap, direct memory, metaspace, code").hasSize(4);
        assertThat(mebibytes.stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(limit * 6 / 7);
        assertThat(mebibytes.get(1))
                .as("direct memory: a write buffer of 64 KiB for every call in flight, and the bodies kept for retries")
                .isGreaterThanOrEqualTo(
                        Long.parseLong(ConfigurationPage.defaultOf("SALLYPORT_OVERLOAD_MAX_CALLS")) * 64 / 1024 + 64);
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void livenessNeverDependsOnRedisAndStartHasTwoMinutes(Rendered overlay) {
        Container gateway = overlay.gateway();

        assertThat(gateway.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
        assertThat(gateway.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
        assertThat(gateway.getStartupProbe().getFailureThreshold()
                        * gateway.getStartupProbe().getPeriodSeconds())
                .isGreaterThanOrEqualTo(120);
    }

    @Test
    void productionHasAtLeastThreeReplicasOnDifferentNodes() {
        Rendered production = Rendered.production();

        assertThat(autoscaler(production).getMinReplicas()).isGreaterThanOrEqualTo(3);
        assertThat(pod(production).getTopologySpreadConstraints())
                .extracting(spread -> spread.getTopologyKey() + " " + spread.getWhenUnsatisfiable())
                .containsExactly("topology.kubernetes.io/zone ScheduleAnyway", "kubernetes.io/hostname DoNotSchedule");
    }

    @Test
    void productionScalesByCpuAndByCallsInFlight() {
        List<MetricSpec> metrics = autoscaler(Rendered.production()).getMetrics();

        assertThat(metrics).hasSize(2);
        assertThat(metrics.get(0).getResource().getName()).isEqualTo("cpu");
        assertThat(metrics.get(1).getPods().getMetric().getName()).isEqualTo("sallyport_overload_active");
        assertThat(bytes(metrics.get(1).getPods().getTarget().getAverageValue()))
                .as("half of what a replica takes")
                .isEqualTo(Long.parseLong(ConfigurationPage.defaultOf("SALLYPORT_OVERLOAD_MAX_CALLS")) / 2);
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void nodesCanBeEmptiedOneReplicaAtATime(Rendered overlay) {
        var budget = overlay.one(PodDisruptionBudget.class, "sallyport").getSpec();

        assertThat(budget.getMaxUnavailable().getIntVal()).isOne();
        assertThat(budget.getSelector().getMatchLabels())
                .isEqualTo(Map.of("app.kubernetes.io/name", "sallyport"))
                .isEqualTo(overlay.one(Deployment.class, "sallyport")
                        .getSpec()
                        .getSelector()
                        .getMatchLabels());
    }

    private static HorizontalPodAutoscalerSpec autoscaler(Rendered overlay) {
        return overlay.one(HorizontalPodAutoscaler.class, "sallyport").getSpec();
    }

    private static PodSpec pod(Rendered overlay) {
        return overlay.one(Deployment.class, "sallyport")
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    private static long seconds(String duration) {
        assertThat(duration).matches("\\d+s");
        return Long.parseLong(duration.substring(0, duration.length() - 1));
    }

    private static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().longValueExact();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictApiTest {

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void everyManifestIsOfTheApi(Rendered overlay) {
        assertThat(overlay.objects()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {port: 1}}",
                "{apiVersion: v1, kind: Service, metadata: {name: a, lables: {}}}",
                "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{readyProbe: {}}]}}}}",
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {egress: [{too: []}]}}",
                "{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, spec: {endpoints: [{pat: /}]}}"
            })
    void anUnknownFieldIsRefusedWhereverItStands(String yaml) {
        assertThatThrownBy(() -> StrictApi.read(yaml)).hasMessageContaining("Unrecognized field");
    }

    @Test
    void anUnknownVersionIsRefused() {
        assertThatThrownBy(() -> StrictApi.read("{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler}"))
                .hasMessageContaining("autoscaling/v1 HorizontalPodAutoscaler (expected:");
    }
}

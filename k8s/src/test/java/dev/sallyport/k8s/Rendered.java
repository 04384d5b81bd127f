// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What {@code kubectl kustomize} makes of a folder, as objects of the Kubernetes API. */
record Rendered(String folder, List<HasMetadata> objects) {

    private static final Map<String, Rendered> ONCE = new ConcurrentHashMap<>();

    static Rendered production() {
        return of("overlays/production");
    }

    static Rendered development() {
        return of("overlays/development");
    }

    /** Both overlays. */
    static List<Rendered> overlays() {
        return List.of(development(), production());
    }

    static Rendered of(String folder) {
        return ONCE.computeIfAbsent(folder, _ -> new Rendered(folder, StrictApi.read(kustomize(folder))));
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> type, String name) {
        List<T> found = all(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .toList();
        assertThat(found).as("%s %s in %s", type.getSimpleName(), name, folder).hasSize(1);
        return found.getFirst();
    }

    Container gateway() {
        return one(Deployment.class, "sallyport")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    /** The pods that it starts, by the name of their workload. */
    Stream<Map.Entry<String, PodTemplateSpec>> pods() {
        return Stream.concat(
                all(Deployment.class).stream()
                        .map(workload -> Map.entry(
                                workload.getMetadata().getName(),
                                workload.getSpec().getTemplate())),
                all(StatefulSet.class).stream()
                        .map(workload -> Map.entry(
                                workload.getMetadata().getName(),
                                workload.getSpec().getTemplate())));
    }

    @Override
    public String toString() {
        return folder;
    }

    private static String kustomize(String folder) {
        String kubectl = Objects.requireNonNullElse(System.getenv("KUBECTL"), "kubectl");
        try {
            Process process = new ProcessBuilder(kubectl, "kustomize", folder)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String yaml = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as("exit code for %s", folder).isZero();
            return yaml;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

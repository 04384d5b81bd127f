// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.Map;
import java.util.TreeMap;

/** The environment that the gateway's container is given. */
final class Settings {

    private Settings() {}

    /** Variables with a value written in the manifests, in the order of precedence. */
    static Map<String, String> of(Rendered overlay) {
        Map<String, String> values = new TreeMap<>();
        for (EnvFromSource source : overlay.gateway().getEnvFrom()) {
            values.putAll(overlay.one(ConfigMap.class, source.getConfigMapRef().getName())
                    .getData());
        }
        for (EnvVar variable : overlay.gateway().getEnv()) {
            if (variable.getValueFrom() == null) {
                values.put(variable.getName(), variable.getValue());
            }
        }
        return values;
    }

    /** Variables that come from secrets, as {@code secret/key}. */
    static Map<String, String> secret(Rendered overlay) {
        Map<String, String> references = new TreeMap<>();
        for (EnvVar variable : overlay.gateway().getEnv()) {
            if (variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null) {
                var reference = variable.getValueFrom().getSecretKeyRef();
                references.put(variable.getName(), reference.getName() + "/" + reference.getKey());
            }
        }
        return references;
    }
}

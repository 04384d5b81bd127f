// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway;

import dev.sallyport.gateway.errors.DroppedErrors;
import dev.sallyport.gateway.settings.SallyportSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Starts the gateway. */
@SpringBootApplication
@EnableConfigurationProperties(SallyportSettings.class)
public class SallyportApplication {

    public static void main(String[] args) {
        SpringApplication.run(SallyportApplication.class, args);
        // Afterwards, because the start resets Reactor's hooks.
        DroppedErrors.hear();
        // The JVM ends with 143 after a SIGTERM it obeyed, which supervisors count as a failure.
        SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
    }
}

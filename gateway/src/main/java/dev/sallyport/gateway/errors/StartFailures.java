// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.errors;

import dev.sallyport.filters.catalog.CatalogException;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says in one message why the gateway does not start, where the reason is a setting. Before Spring Boot's own analyzers,
 * which would print the whole value, and some values are secret.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class StartFailures implements FailureAnalyzer {

    private static final String ACTION = "Correct the setting; application.yml describes each.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        UnboundConfigurationPropertiesException unknown = find(failure, UnboundConfigurationPropertiesException.class);
        if (unknown != null) {
            return analysis(unknownProperties(unknown), failure);
        }
        Throwable known = firstKnown(failure);
        if (known == null || !isOfSettings(failure, known)) {
            return null;
        }
        String message = String.valueOf(known.getMessage());
        return analysis(isOurs(known) ? message : withName(message, failure), failure);
    }

    /** A value that cannot be converted is reported without the setting it was given for. */
    private static String withName(String message, Throwable failure) {
        BindException binding = find(failure, BindException.class);
        return binding == null ? message : binding.getName() + ": " + message;
    }

    private static boolean isOfSettings(Throwable failure, Throwable known) {
        return find(failure, ConfigurationPropertiesBindException.class) != null || isOurs(known);
    }

    private static String unknownProperties(UnboundConfigurationPropertiesException unknown) {
        StringBuilder names = new StringBuilder();
        for (ConfigurationProperty property : unknown.getUnboundProperties()) {
            names.append(names.isEmpty() ? "" : ", ").append(property.getName());
        }
        return names + ": no such setting (expected: one of those in application.yml)";
    }

    /** The innermost cause that speaks of a value: ours say what was found and what was expected. */
    private static @Nullable Throwable firstKnown(Throwable failure) {
        Throwable known = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException
                    || cause instanceof CatalogException
                    || cause instanceof ConfigurationException) {
                known = cause;
            }
        }
        return known;
    }

    private static boolean isOurs(Throwable known) {
        StackTraceElement[] trace = known.getStackTrace();
        return known instanceof CatalogException
                || known instanceof ConfigurationException
                || (trace.length > 0 && trace[0].getClassName().startsWith("dev.sallyport."));
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static FailureAnalysis analysis(String description, Throwable failure) {
        return new FailureAnalysis(description, ACTION, failure);
    }
}

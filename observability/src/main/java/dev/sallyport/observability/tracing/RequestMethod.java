// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import io.opentelemetry.api.trace.Span;

/** HTTP methods as telemetry names them: few, whatever callers send. */
public enum RequestMethod {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE,
    OPTIONS,
    OTHER;

    /** Longer ones are the caller's text rather than a method. */
    private static final int LONGEST_ORIGINAL = 32;

    private final String callSpan = (name().equals("OTHER") ? "HTTP" : name()) + " /proxy";

    /** Methods are case-sensitive (RFC 9110 §9.1), so {@code get} is another one. */
    public static RequestMethod of(String method) {
        return switch (method) {
            case "GET" -> GET;
            case "HEAD" -> HEAD;
            case "POST" -> POST;
            case "PUT" -> PUT;
            case "PATCH" -> PATCH;
            case "DELETE" -> DELETE;
            case "OPTIONS" -> OPTIONS;
            default -> OTHER;
        };
    }

    /** Value of {@code http.request.method} and of the meters' {@code method}. */
    public String label() {
        return this == OTHER ? "_OTHER" : name();
    }

    String callSpan() {
        return callSpan;
    }

    String attemptSpan() {
        return this == OTHER ? "HTTP" : name();
    }

    void describe(Span span, String sent) {
        SpanAttribute.HTTP_REQUEST_METHOD.put(span, label());
        if (this == OTHER && sent.length() <= LONGEST_ORIGINAL) {
            SpanAttribute.HTTP_REQUEST_METHOD_ORIGINAL.put(span, sent);
        }
    }
}

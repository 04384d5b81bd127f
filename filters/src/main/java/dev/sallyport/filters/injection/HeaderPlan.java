// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import dev.sallyport.filters.catalog.NamedTemplate;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.TwoStepCredential;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers a connection adds to its requests. Whatever does not depend on the single request is rendered once; only
 * templates with a time, a random value or a part of the request wait for it.
 *
 * <p>Precedence (contract §2), lowest first: automatic credential header, provider's headers, caller's headers; but the
 * headers that carry the credential have the last word, and a provider's {@code user-agent} beats the caller's.
 */
public final class HeaderPlan {

    private final @Nullable String authorization;
    private final List<PlannedHeader> headers;

    private HeaderPlan(@Nullable String authorization, List<PlannedHeader> headers) {
        this.authorization = authorization;
        this.headers = headers;
    }

    public static HeaderPlan of(List<NamedTemplate> templates, Credential credential, ConnectionVariables variables) {
        List<PlannedHeader> planned = new ArrayList<>(templates.size());
        for (NamedTemplate header : templates) {
            planned.add(PlannedHeader.of(header, variables));
        }
        return new HeaderPlan(automatic(templates, credential), List.copyOf(planned));
    }

    /** A login's token goes where the provider's own headers carry it, and only else into {@code Authorization}. */
    private static @Nullable String automatic(List<NamedTemplate> templates, Credential credential) {
        boolean carried =
                credential instanceof TwoStepCredential && templates.stream().anyMatch(HeaderPlan::carriesLogin);
        return carried ? null : credential.authorization();
    }

    private static boolean carriesLogin(NamedTemplate header) {
        Set<String> variables = header.value().variables();
        return variables.contains("accessToken")
                || (header.name().equals("cookie") && variables.contains("credentials._cookies"));
    }

    /** Whether some header signs the body, so that it must be held. */
    boolean readsBody() {
        return headers.stream()
                .anyMatch(header -> RequestVariables.readBody(header.template().variables()));
    }

    /**
     * Adds the headers to those of the caller.
     *
     * @param callerMayOverride whether a caller's header may stand in for one that carries the credential
     * @return whether {@code Authorization} is left to the credential: neither the provider nor the caller has set it
     */
    boolean applyTo(HttpHeaders target, boolean callerMayOverride, Variables request) {
        boolean authorized = false;
        for (PlannedHeader header : headers) {
            String value = header.value(request);
            if (value == null) {
                continue;
            }
            authorized |= header.isAuthorization();
            if (hasLastWord(header, callerMayOverride, target)) {
                target.set(header.name(), value);
            }
        }
        boolean automatic = !authorized && !keepsCallers(target, callerMayOverride);
        if (authorization != null && automatic) {
            target.set(HttpHeaderNames.AUTHORIZATION, authorization);
        }
        return automatic;
    }

    private static boolean hasLastWord(PlannedHeader header, boolean callerMayOverride, HttpHeaders target) {
        return header.name().equals("user-agent")
                || !target.contains(header.name())
                || (header.carriesCredential() && !callerMayOverride);
    }

    private static boolean keepsCallers(HttpHeaders target, boolean callerMayOverride) {
        return callerMayOverride && target.contains(HttpHeaderNames.AUTHORIZATION);
    }

    /**
     * One header.
     *
     * @param fixed its value where that is the same for every request
     * @param carriesCredential whether a secret of the connection goes into it
     */
    private record PlannedHeader(
            String name,
            Template template,
            boolean perRequest,
            @Nullable String fixed,
            boolean carriesCredential) {

        static PlannedHeader of(NamedTemplate header, ConnectionVariables variables) {
            Template template = header.value();
            boolean perRequest = RequestVariables.mentionedIn(template.variables());
            String fixed = perRequest ? null : sendable(template.render(variables));
            boolean secret =
                    header.name().equals("authorization") || ConnectionVariables.anySecret(template.variables());
            return new PlannedHeader(header.name(), template, perRequest, fixed, secret);
        }

        /** Set by a template of the provider, it stands in for the automatic one. */
        boolean isAuthorization() {
            return name.equals("authorization");
        }

        @Nullable
        String value(Variables request) {
            return perRequest ? sendable(template.render(request)) : fixed;
        }

        /** Blanks around a value are not part of it; one with control characters in it counts as none (RFC 9110 §5.5). */
        private static @Nullable String sendable(@Nullable String value) {
            return value == null || value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)
                    ? null
                    : value.strip();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.call.ProxyTarget;
import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works out where a call goes and refuses where it may not (contract §4). */
public final class UpstreamTargets {

    private final EgressSettings settings;
    private final HostBinding binding;
    private final String agent;

    /**
     * @param agent the gateway's own {@code User-Agent}
     */
    public UpstreamTargets(EgressSettings settings, HostBinding binding, String agent) {
        this.settings = settings;
        this.binding = binding;
        this.agent = agent;
    }

    /** The call's request before anything is injected: target settled, caller's headers filtered. */
    UpstreamRequest requestOf(ProxyCall call) {
        return call.toUpstream(agent);
    }

    /** The base URL of a call, with the caller's override or without. */
    BaseUrl baseOf(ConnectionPlan plan, @Nullable String override) {
        BaseUrl base = override == null ? plan.baseUrl().require() : overridden(plan, override);
        requireScheme(plan.integration(), base.origin());
        return base;
    }

    /**
     * A request of the gateway's own.
     *
     * @param override base URL that the catalogue gives in place of the provider's own; null for none
     * @param endpoint path and query, with or without a leading slash
     */
    public UpstreamRequest requestOf(
            ConnectionPlan plan, String method, @Nullable String override, String endpoint, HttpHeaders headers) {
        BaseUrl base = override == null ? plan.baseUrl().require() : fromCatalog(override);
        requireScheme(plan.integration(), base.origin());
        headers.set(HttpHeaderNames.USER_AGENT, agent);
        ProxyTarget target = ProxyTarget.parse("/proxy/" + endpoint);
        return new UpstreamRequest(method, base.origin(), target.behind(base), headers, null);
    }

    /** Where a URL of the catalogue's own leads for this connection, as far as the integration may go there. */
    public CatalogTarget targetOf(Integration integration, Template url, Variables variables) {
        CatalogTarget target = CatalogTarget.of(url, variables);
        requireScheme(integration, target.origin());
        return target;
    }

    /**
     * Whether the host of such a URL is the provider's own, or one that provider or integration list, whatever values were put into
     * the template.
     */
    public boolean isBound(Integration integration, Provider provider, Template url, CatalogTarget target) {
        String host = target.origin().host();
        List<String> listed = integration.gateway().allowedHosts();
        List<String> ofProvider = provider.proxy().allowedHosts();
        return binding.mayForward(host, "", listed, ofProvider)
                || ConnectionBaseUrl.fixedHosts(url).stream()
                        .anyMatch(fixed -> fixed.startsWith(".")
                                ? host.endsWith(fixed)
                                : binding.mayForward(host, fixed, listed, ofProvider));
    }

    /** The gateway's own {@code User-Agent}. */
    public String agent() {
        return agent;
    }

    private static BaseUrl fromCatalog(String url) {
        return switch (BaseUrl.parse(url)) {
            case BaseUrl.Valid(BaseUrl valid) -> valid;
            case BaseUrl.Invalid(String reason) -> throw notAllowed("verification.base_url_override: " + reason);
        };
    }

    private BaseUrl overridden(ConnectionPlan plan, String override) {
        return switch (BaseUrl.parse(override)) {
            case BaseUrl.Valid(BaseUrl url) -> {
                requireBound(plan, url.origin().host());
                yield url;
            }
            case BaseUrl.Invalid(String reason) -> throw notAllowed("Base-Url-Override: " + reason);
        };
    }

    private void requireBound(ConnectionPlan plan, String host) {
        HostVerdict verdict = binding.checkOverride(
                host,
                providerHost(plan),
                plan.integration().gateway().allowedHosts(),
                plan.rules().allowedHosts());
        switch (verdict) {
            case HostVerdict.Allowed allowed -> {}
            case HostVerdict.Disabled disabled ->
                throw new GatewayException(
                        ErrorCode.BASE_URL_OVERRIDE_DISABLED, "Base-Url-Override: switched off in this gateway");
            case HostVerdict.NotAllowed notAllowed ->
                throw notAllowed("Base-Url-Override: " + host
                        + " (expected: a host of the provider's domain or one of the integration's allowed_hosts)");
        }
    }

    /** Null for providers without a fixed host, which may be reached anywhere public. */
    static @Nullable String providerHost(ConnectionPlan plan) {
        if (!plan.provider().hasFixedHost()) {
            return null;
        }
        BaseUrl base = plan.baseUrl().known();
        return base == null ? "" : base.origin().host();
    }

    private void requireScheme(Integration integration, UpstreamOrigin origin) {
        if (!origin.secure() && !settings.allowHttp() && !integration.gateway().allowHttp()) {
            throw notAllowed("scheme: http (expected: https, or allow_http on the integration)");
        }
    }

    private static GatewayException notAllowed(String message) {
        return new GatewayException(ErrorCode.BASE_URL_OVERRIDE_NOT_ALLOWED, message);
    }
}

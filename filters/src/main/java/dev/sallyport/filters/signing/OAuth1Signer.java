// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.crypto.CanonicalParameters;
import dev.sallyport.filters.crypto.PercentEncoding;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Signs by OAuth 1.0a (RFC 5849 §3), the parameters in the {@code Authorization} header. */
final class OAuth1Signer implements RequestSigner {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final OAuth1Identity identity;
    private final Map<String, String> more;
    private final String realm;
    private final Clock clock;
    private final RandomGenerator nonces;

    /**
     * @param realm goes into the header and not into the signature; empty for none
     */
    OAuth1Signer(OAuth1Identity identity, String realm, Clock clock, RandomGenerator nonces) {
        this(identity, Map.of(), realm, clock, nonces);
    }

    /**
     * @param more protocol parameters besides the usual ones
     */
    OAuth1Signer(OAuth1Identity identity, Map<String, String> more, String realm, Clock clock, RandomGenerator nonces) {
        this.identity = identity;
        this.more = more;
        this.realm = realm;
        this.clock = clock;
        this.nonces = nonces;
    }

    /** A form's parameters are signed; whatever has no type yet may become one by a header of the provider's. */
    @Override
    public boolean readsBody(UpstreamRequest request) {
        String type = contentType(request);
        return identity.method().coversRequest() && (type == null || isForm(type));
    }

    @Override
    public void sign(UpstreamRequest request) {
        Map<String, String> protocol = protocolParameters();
        String signature = identity.method().sign(baseString(request, protocol));
        protocol.put("oauth_signature", signature);
        request.headers().set(HttpHeaderNames.AUTHORIZATION, header(protocol));
    }

    private Map<String, String> protocolParameters() {
        HexFormat hex = HexFormat.of();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("oauth_consumer_key", identity.consumerKey().reveal());
        if (identity.token() != null) {
            parameters.put("oauth_token", identity.token().reveal());
        }
        parameters.put("oauth_signature_method", identity.method().name());
        parameters.put("oauth_timestamp", Long.toString(clock.instant().getEpochSecond()));
        parameters.put("oauth_nonce", hex.toHexDigits(nonces.nextLong()) + hex.toHexDigits(nonces.nextLong()));
        parameters.put("oauth_version", "1.0");
        parameters.putAll(more);
        return parameters;
    }

    /** RFC 5849 §3.4.1: method, URI without its query, parameters of query, form and protocol. */
    static String baseString(UpstreamRequest request, Map<String, String> protocol) {
        CanonicalParameters parameters = new CanonicalParameters();
        protocol.forEach(parameters::add);
        int question = request.target().indexOf('?');
        if (question >= 0) {
            parameters.addForm(request.target().substring(question + 1));
        }
        byte[] body = request.body();
        String type = contentType(request);
        if (body != null && type != null && isForm(type)) {
            parameters.addForm(new String(body, UTF_8));
        }
        return PercentEncoding.encode(request.method())
                + '&'
                + PercentEncoding.encode(request.origin() + request.path())
                + '&'
                + PercentEncoding.encode(parameters.joined());
    }

    /** RFC 5849 §3.5.1. */
    private String header(Map<String, String> protocol) {
        StringBuilder header = new StringBuilder(384).append("OAuth ");
        if (!realm.isEmpty()) {
            header.append("realm=\"").append(PercentEncoding.encode(realm)).append("\", ");
        }
        protocol.forEach((name, value) -> header.append(name)
                .append("=\"")
                .append(PercentEncoding.encode(value))
                .append("\", "));
        header.setLength(header.length() - 2);
        return header.toString();
    }

    private static @Nullable String contentType(UpstreamRequest request) {
        return request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    }

    private static boolean isForm(String type) {
        String value = type.strip();
        boolean ends = value.length() == FORM.length()
                || (value.length() > FORM.length() && "; \t".indexOf(value.charAt(FORM.length())) >= 0);
        return ends && value.regionMatches(true, 0, FORM, 0, FORM.length());
    }
}
